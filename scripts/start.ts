import { parseArgs } from "node:util";

import { runDemo } from "./start/demo.ts";
import { openStage } from "./start/stage.ts";
import { StepFailure } from "./start/step.ts";

// Shows a payment on its whole way, with the commands that a user types. With --once it leaves nothing behind and ends;
// otherwise it stays up, on the data folder that the commands use in another terminal.
const { values } = parseArgs({ options: { once: { type: "boolean", default: false } } });

const interrupted = new AbortController();
// It stops by itself, and at once when it is told so twice. A listener that is gone after the first signal would leave that
// one to the guard of the started commands, which ends the process on the spot.
const interrupt = () => (interrupted.signal.aborted ? process.exit(130) : interrupted.abort());
process.on("SIGINT", interrupt);
process.on("SIGTERM", interrupt);

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
