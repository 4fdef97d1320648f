import { listenJson } from "../output/listen-json.ts";
import { listenText } from "../output/listen-text.ts";
import { say } from "../output/write.ts";
import { planOf, type Target } from "./listen/forward-plan.ts";
import { listen } from "./listen/listen.ts";
import type { EventSource } from "./listen/source.ts";

/** What to show, and how. */
export interface DevOptions {
  target: Target | undefined;
  types: readonly string[] | undefined;
  signal: AbortSignal;
  format: "text" | "json";
  /** Lines instead of the full screen. */
  plain: boolean;
}

/** Shows all that happens in the sandbox until the signal: on the full screen, or in plain lines. */
export async function dev(source: EventSource, options: DevOptions): Promise<void> {
  const { target, types, signal, format } = options;
  if (!options.plain && canShowScreen()) {
    // Ink colours by FORCE_COLOR only.
    if (process.env["NO_COLOR"]) process.env["FORCE_COLOR"] = "0";
    const { runScreen } = await import("../tui/run.tsx");
    await runScreen(source, { target, types, signal });
    return;
  }
  if (source.own !== undefined && format === "text") {
    say(`No sandbox was running, so one was started here: ${source.own.url}`);
  }
  const facts = { url: source.client.baseUrl, forward_to: target?.url.href ?? null, events: types ?? null };
  const plan = target && planOf(target);
  await listen(source, { plan, types, signal, view: format === "json" ? listenJson(facts) : listenText(facts) });
}

/** Whether stdout is a terminal that can be drawn on, and no screen reader needs plain lines. */
function canShowScreen(env: NodeJS.ProcessEnv = process.env): boolean {
  const isTerminal = process.stdout.isTTY && process.stdin.isTTY && env["TERM"] !== "dumb";
  return isTerminal && !env["CI"] && env["INK_SCREEN_READER"] !== "true";
}
