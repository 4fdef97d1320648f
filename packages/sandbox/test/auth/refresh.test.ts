import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { clientOf, registerMember } from "../support/account.ts";
import { codeOf } from "../support/failure.ts";
import { startSandbox } from "../support/sandbox.ts";

interface Outcome {
  status: number;
  body: { refresh_token: string; token: string };
}

/** Starts a process that refreshes when it is told to. */
async function startProcess(url: string, token: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "refresh-client.ts"), url, token], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  while (!output.includes("ready\n")) await once(child.stdout, "data");
  return async (): Promise<Outcome> => {
    child.stdin.write("go\n");
    await once(child, "close");
    return JSON.parse(output.replace("ready\n", "")) as Outcome;
  };
}

test("twenty processes that refresh at once rotate once, and nobody is logged out", async () => {
  const sandbox = await startSandbox();
  const { session } = await registerMember(sandbox, "ada@example.test");
  const processes = await Promise.all(
    Array.from({ length: 20 }, () => startProcess(sandbox.url, session.refresh_token)),
  );
  const outcomes = await Promise.all(processes.map((go) => go()));
  expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 200));
  const next = new Set(outcomes.map(({ body }) => body.refresh_token));
  expect(next.size).toBe(1);
  expect([...next][0]).not.toBe(session.refresh_token);
  for (const { body } of outcomes) expect((await clientOf(sandbox, body.token).auth.me()).id).toBe(session.user.id);

  // A minute later the first token is a stolen one: it ends the session for everybody.
  await sandbox.clock.advance(31);
  const refresh = (token: string) => clientOf(sandbox, undefined).auth.refresh({ refresh_token: token });
  expect(await codeOf(refresh(session.refresh_token))).toBe("refresh_token_invalid");
  expect(await codeOf(refresh([...next][0]!))).toBe("refresh_token_invalid");
  const own = clientOf(sandbox, (await registerMember(sandbox, "bob@example.test")).session.token);
  expect((await own.auditLog.list({ action: "session.reuse_detected" })).data).toEqual([]);
}, 60_000);
