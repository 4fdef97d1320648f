import { spawn } from "node:child_process";

/** One command of a check. It is silent unless it fails. */
export interface Step {
  name: string;
  command: readonly [string, ...string[]];
}

interface Outcome {
  ok: boolean;
  output: string;
}

/** Runs all steps, a few at a time, and prints one line for each. Says whether all of them passed. */
export async function runSteps(steps: readonly Step[], concurrency = 2): Promise<boolean> {
  const waiting = [...steps];
  const failures: { name: string; output: string }[] = [];
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const startedAt = performance.now();
      const { ok, output } = await run(step);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`${ok ? "✓" : "✗"} ${step.name.padEnd(12)}${seconds.padStart(6)} s`);
      if (!ok) failures.push({ name: step.name, output });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  for (const { name, output } of failures) console.log(`\n── ${name} ──\n${output.trimEnd()}`);
  return failures.length === 0;
}

function run({ command: [program, ...parameters] }: Step): Promise<Outcome> {
  const environment = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: "1" } : process.env;
  const child = spawn(process.execPath, [program, ...parameters], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const read = (chunk: Buffer) => void (output += chunk.toString());
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ok: code === 0, output }));
  });
}
