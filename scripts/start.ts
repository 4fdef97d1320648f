import { parseArgs } from "node:util";

import { runDemo } from "./start/demo.ts";
import { openStage } from "./start/stage.ts";
import { StepFailure } from "./start/step.ts";

// Shows a payment on its whole way, with the commands that a user types. With --once it leaves nothing behind and ends;
// otherwise it stays up, on the data folder that the commands use in another terminal.
const { values } = parseArgs({ options: { once: { type: "boolean", default: false } } });

const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());
process.once("SIGTERM", () => interrupted.abort());

const stage = await openStage({ once: values.once, signal: interrupted.signal });
try {
  await runDemo(stage);
} catch (error) {
  if (interrupted.signal.aborted) console.log("\nStopped.");
  else {
    if (!(error instanceof StepFailure)) throw error;
    console.error(`\n✗ ${error.message}`);
    process.exitCode = 1;
  }
} finally {
  await stage.close();
}
