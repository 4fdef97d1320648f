// `npm run bench`: how far each hot path is from what this machine can do, as ratios measured side by side.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startChild } from "./harness/child.ts";
import { createProgress } from "./harness/progress.ts";
import type { LoadCalls } from "./load/calls.ts";
import { fullEffort, quickEffort } from "./measures/contenders.ts";
import { deliveryFigures, measureDeliveries } from "./measures/deliveries.ts";
import { billingFigures, measureBilling } from "./measures/billing.ts";
import { firstByteFigures, measureFirstByte } from "./measures/first-byte.ts";
import { growthFigures, measureGrowth } from "./measures/growth.ts";
import { keyFigures, measureKeys } from "./measures/keys.ts";
import { ledgerFigures, measureLedger } from "./measures/ledger.ts";
import { listenerFigures, measureListeners } from "./measures/listeners.ts";
import { measureMemory, memoryFigures } from "./measures/memory.ts";
import { measurePeers, peerFigures } from "./measures/peers.ts";
import { measurePipeline, pipelineFigures } from "./measures/pipeline.ts";
import { measureRequests, requestFigures } from "./measures/requests.ts";
import { commandFigures, measureCommands } from "./measures/commands.ts";
import { measureStripe, stripeFigures } from "./measures/stripe.ts";
import { measureStart, startFigures } from "./measures/start.ts";
import { measureTesting, testingFigures } from "./measures/testing.ts";
import { readOptions, usage, type Options } from "./options.ts";
import { writeDocument } from "./report/document.ts";
import { checkFloors, readFloors, recordFloors } from "./report/floors.ts";
import { drawGrowth } from "./report/growth-picture.ts";
import { describeMachine } from "./report/machine.ts";
import { writeFigures } from "./report/markdown.ts";

const everything = [
  ...requestFigures,
  ...firstByteFigures,
  ...deliveryFigures,
  ...listenerFigures,
  ...memoryFigures,
  ...pipelineFigures,
  ...stripeFigures,
  ...peerFigures,
  ...keyFigures,
  ...ledgerFigures,
  ...startFigures,
  ...commandFigures,
  ...testingFigures,
  ...growthFigures,
  ...billingFigures,
];

async function measure(options: Options) {
  const { wanted, serverFlags } = options;
  const effort = options.quick ? quickEffort : fullEffort;
  const progress = createProgress(everything.filter(({ id }) => wanted(id)).length);
  const folder = mkdtempSync(join(tmpdir(), "micro-bench-"));
  const load = startChild<LoadCalls>("load", "load/main.ts");
  try {
    return [
      ...(await measureRequests(load, folder, effort, { wanted, progress, serverFlags })),
      ...(await measurePipeline(load, folder, effort, { wanted, progress, serverFlags })),
      ...(await measureStripe(load, folder, effort, { wanted, progress, serverFlags })),
      ...(await measurePeers(load, folder, effort, { wanted, progress })),
      ...(await measureKeys(folder, effort, { wanted, progress, serverFlags })),
      ...(await measureFirstByte(load, folder, effort, { wanted, progress })),
      ...(await measureDeliveries(load, folder, effort, { wanted, progress, serverFlags })),
      ...(await measureListeners(load, folder, effort, { wanted, progress })),
      ...(await measureMemory(load, folder, effort, { wanted, progress })),
      ...(await measureLedger(folder, effort, { wanted, progress, serverFlags })),
      ...(await measureStart(folder, effort, { wanted, progress })),
      ...(await measureCommands(folder, effort, { wanted, progress })),
      ...(await measureTesting(effort, { wanted, progress })),
      ...(await measureGrowth(load, folder, effort, { wanted, progress })),
      ...measureBilling(effort, { wanted, progress }),
    ];
  } finally {
    await load.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(options: Options): Promise<void> {
  const figures = await measure(options);
  const machine = describeMachine();
  const floors = readFloors();
  console.log(writeFigures(figures, floors, machine));
  if (options.quick) return;

  const results = new URL("results/", import.meta.url);
  mkdirSync(results, { recursive: true });
  const name = `${machine.date}-${machine.commit.replaceAll(" ", "-")}.json`;
  writeFileSync(new URL(name, results), `${JSON.stringify({ machine, figures }, null, 2)}\n`);
  if (!options.check) {
    const coverage = everything.map(({ id }) => ({ id, measured: options.wanted(id) }));
    writeDocument(figures, coverage, floors, machine);
    if (options.wanted("growth")) drawGrowth(figures);
  }
  if (options.record) recordFloors(figures, floors);
  if (!options.check) return;
  const failures = checkFloors(figures, floors);
  for (const failure of failures) console.error(failure);
  if (failures.length > 0) process.exitCode = 1;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else await main(options);
} catch (cause) {
  if (cause instanceof TypeError && "code" in cause && String(cause.code).startsWith("ERR_PARSE_ARGS")) {
    console.error(`${cause.message}\n\n${usage}`);
    process.exitCode = 2;
  } else throw cause;
}
