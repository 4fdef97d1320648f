// `npm run bench`: how far each hot path is from what this machine can do, as ratios measured side by side.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { closeChildren, startChild } from "./harness/child.ts";
import type { Figure } from "./harness/figure.ts";
import { keepProfilesIn } from "./harness/look.ts";
import { createProgress, type Durations } from "./harness/progress.ts";
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
import { writeBudgets } from "./report/budgets.ts";
import { writeDocument } from "./report/document.ts";
import { readDurations, recordDurations } from "./report/durations.ts";
import { checkFloors, readFloors, recordFloors, type Floors } from "./report/floors.ts";
import { drawGrowth } from "./report/growth-picture.ts";
import { describeInWords, describeMachine } from "./report/machine.ts";
import { writeFigures, writeLooks } from "./report/markdown.ts";

/** In the order in which they are measured. */
const everything = [
  ...requestFigures,
  ...pipelineFigures,
  ...stripeFigures,
  ...peerFigures,
  ...keyFigures,
  ...firstByteFigures,
  ...deliveryFigures,
  ...listenerFigures,
  ...memoryFigures,
  ...ledgerFigures,
  ...startFigures,
  ...commandFigures,
  ...testingFigures,
  ...growthFigures,
  ...billingFigures,
];

interface Measured {
  figures: Figure[];
  took: Durations;
  /** Whether all that was wanted could be measured. */
  whole: boolean;
}

async function measure(options: Options): Promise<Measured> {
  const { wanted, pgledger } = options;
  const effort = options.quick ? quickEffort : fullEffort;
  const steps = everything.filter(({ id }) => wanted(id));
  const progress = createProgress(steps, options.quick ? {} : readDurations());
  const folder = mkdtempSync(join(tmpdir(), "micro-bench-"));
  const load = startChild<LoadCalls>("load", "load/main.ts");
  try {
    const parts: (() => Promise<Figure[]> | Figure[])[] = [
      () => measureRequests(load, folder, effort, { wanted, progress }),
      () => measurePipeline(load, folder, effort, { wanted, progress }),
      () => measureStripe(load, folder, effort, { wanted, progress }),
      () => measurePeers(load, folder, effort, { wanted, progress }),
      () => measureKeys(folder, effort, { wanted, progress }),
      () => measureFirstByte(load, folder, effort, { wanted, progress }),
      () => measureDeliveries(load, folder, effort, { wanted, progress }),
      () => measureListeners(load, folder, effort, { wanted, progress }),
      () => measureMemory(load, folder, effort, { wanted, progress }),
      () => measureLedger(folder, effort, { wanted, progress, pgledger }),
      () => measureStart(folder, effort, { wanted, progress }),
      () => measureCommands(folder, effort, { wanted, progress }),
      () => measureTesting(effort, { wanted, progress }),
      () => measureGrowth(load, folder, effort, { wanted, progress }),
      () => measureBilling(effort, { wanted, progress }),
    ];
    const figures: Figure[] = [];
    let whole = true;
    for (const part of parts) {
      try {
        figures.push(...(await part()));
      } catch (cause) {
        // The others took minutes, or will: one that cannot be measured does not cost them.
        console.error(cause);
        whole = false;
      }
    }
    return { figures, took: progress.end(), whole };
  } finally {
    await closeChildren();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(options: Options): Promise<void> {
  const startedAt = performance.now();
  const machine = describeMachine();
  if (options.profile !== undefined) {
    mkdirSync(options.profile, { recursive: true });
    keepProfilesIn(resolve(options.profile));
  }
  const { figures, took, whole } = await measure(options);
  if (!whole) process.exitCode = 1;
  const minutes = (performance.now() - startedAt) / 60_000;
  const floors = readFloors();
  console.log(`${describeInWords(machine)}\n\n${writeFigures(figures, floors)}\n${writeLooks(figures)}`);
  if (options.quick) return;

  console.log(writeBudgets(figures, floors));
  const results = new URL("results/", import.meta.url);
  mkdirSync(results, { recursive: true });
  const name = `${machine.date}-${machine.commit.replaceAll(" ", "-")}.json`;
  writeFileSync(new URL(name, results), `${JSON.stringify({ machine, figures }, null, 2)}\n`);
  if (options.record) {
    recordFloors(figures, floors);
    recordDurations(took);
    // All of the page is of one run.
    if (whole && everything.every(({ id }) => options.wanted(id))) {
      writeDocument(figures, floors, machine, minutes);
      drawGrowth(figures);
    }
  }
  if (!options.check) return;
  const failures = await confirmFailures(options, checkFloors(figures, floors), floors);
  for (const failure of failures.values()) console.error(failure);
  if (failures.size > 0) process.exitCode = 1;
}

/** What fails is measured again, twice at the most: a path that became slower fails each time. */
async function confirmFailures(
  options: Options,
  first: ReadonlyMap<string, string>,
  floors: Floors,
): Promise<ReadonlyMap<string, string>> {
  let failures = first;
  for (let again = 1; again <= 2 && failures.size > 0; again += 1) {
    const suspected = [...failures.keys()];
    console.error(`Measured again: ${suspected.join(", ")}`);
    const { figures } = await measure({
      ...options,
      wanted: (id) => suspected.some((name) => name.startsWith(`${id}.`) || name.startsWith(`${id}/`)),
    });
    const later = checkFloors(figures, floors);
    failures = new Map([...later].filter(([name]) => suspected.includes(name)));
  }
  return failures;
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
