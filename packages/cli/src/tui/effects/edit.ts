import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { EventRow } from "../model/state.ts";
import { type EffectContext, tell } from "./context.ts";
import { sendOnce } from "./resend.ts";

/** Hands the terminal to somebody else for a while. */
export type Suspend = (callback: () => Promise<void>) => Promise<void>;

/** Opens the event in the user's editor, and sends what was made of it to the target, signed. */
export async function editAndReplay(
  context: EffectContext,
  row: EventRow | undefined,
  suspend: Suspend,
): Promise<void> {
  if (row === undefined) return tell(context, "There is no event to edit.");
  if (context.target === undefined) return tell(context, "There is no target: start with --forward-to.", "error");
  const before = JSON.stringify(JSON.parse(row.payload), undefined, 2);
  let after = before;
  await suspend(async () => {
    after = await edit(before);
  });
  if (after.trim() === before) return tell(context, "Nothing was changed, so nothing was sent.");
  let payload: string;
  try {
    payload = JSON.stringify(JSON.parse(after));
  } catch (error) {
    return tell(
      context,
      `That is no JSON, so nothing was sent: ${error instanceof Error ? error.message : ""}`,
      "error",
    );
  }
  await sendOnce(context, row, payload);
  return tell(context, `Sent the changed ${row.type} to ${context.target.url.href}.`);
}

async function edit(text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "micro-"));
  const file = join(folder, "event.json");
  try {
    writeFileSync(file, text, { mode: 0o600 });
    const editor = process.env["VISUAL"] ?? process.env["EDITOR"] ?? (process.platform === "win32" ? "notepad" : "vi");
    const [program = "vi", ...words] = editor.split(/\s+/).filter(Boolean);
    await new Promise<void>((resolve, reject) => {
      const child = spawn(program, [...words, file], { stdio: "inherit" });
      child.once("error", reject);
      child.once("exit", () => resolve());
    });
    return readFileSync(file, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
