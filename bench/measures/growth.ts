import { join } from "node:path";

import type { Child } from "../harness/child.ts";
import type { Figure, Unit } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import type { LoadCalls, LoadPlan } from "../load/calls.ts";
import type { Effort } from "./contenders.ts";
import { createIntents, planOf, startServer, type Target } from "./servers.ts";

/** One payment in so many is paid, so that there is a balance and a ledger. */
const paidShare = 10;
/** A charge, its fee and what is left, each with an entry. */
const entriesOfPayment = 3;
const connections = 8;

const paths = {
  create: { title: "create", unit: "/s" },
  read: { title: "read one", unit: "/s" },
  first: { title: "list, first page", unit: "/s" },
  deep: { title: "list, a page in the middle", unit: "/s" },
  balance: { title: "balance", unit: "/s" },
  verify: { title: "verify the ledger, entries", unit: "/s" },
  memory: { title: "memory in use", unit: "MB" },
} as const satisfies Record<string, { title: string; unit: Unit }>;

type Path = keyof typeof paths;

export const growthFigures = [{ id: "growth", title: "one sandbox as it grows" }];

/** One sandbox that is filled further and further, measured at each size. */
export async function measureGrowth(
  load: Child<LoadCalls>,
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const [about] = growthFigures;
  if (!about || !options.wanted(about.id)) return [];
  options.progress.step(about.title);
  const sandbox = await startServer("sandbox", join(folder, "growth.db"), ["--expose-gc"]);
  const figures: Figure[] = [];
  const ids: string[] = [];
  for (const size of effort.growth) {
    await fill(load, sandbox, ids, size);
    const values = await measureAt(load, sandbox, ids, effort);
    for (const [path, ours] of Object.entries(values) as [Path, number[]][]) {
      const { title, unit } = paths[path];
      const at = `${title}, ${size.toLocaleString("en")} payments`;
      figures.push({ id: `growth.${path}.${size}`, title: at, unit, ours, cpuUs: [], baselines: [] });
    }
  }
  await sandbox.child.close();
  return figures;
}

async function fill(load: Child<LoadCalls>, sandbox: Target, ids: string[], size: number): Promise<void> {
  const step = 10_000;
  while (ids.length < size) {
    const added = await createIntents(load, sandbox, Math.min(step, size - ids.length));
    ids.push(...added);
    const paid = added.filter((_, index) => index % paidShare === 0);
    await load.ask("load", planOf("confirm", sandbox, 32, paid));
  }
}

async function measureAt(
  load: Child<LoadCalls>,
  sandbox: Target,
  ids: string[],
  { rounds, roundMs }: Effort,
): Promise<Record<Path, number[]>> {
  const get = (path: (id: string) => string) => (count: number) => {
    const chosen = Array.from({ length: count }, () => ids[Math.floor(Math.random() * ids.length)] ?? "");
    return { ...planOf("read", sandbox, connections, chosen), paths: chosen.map(path) };
  };
  const middle = ids[Math.floor(ids.length / 2)] ?? "";
  const collection = "/payments/payment_intents";
  const plans: Record<Exclude<Path, "verify" | "memory">, (count: number) => LoadPlan> = {
    create: (count) => planOf("create", sandbox, connections, Array.from({ length: count }, String)),
    read: get((id) => `${collection}/${id}`),
    first: get(() => `${collection}?limit=10`),
    deep: get(() => `${collection}?limit=10&starting_after=${middle}`),
    balance: get(() => "/payments/balance"),
  };
  const values: Record<Path, number[]> = {
    create: [],
    read: [],
    first: [],
    deep: [],
    balance: [],
    verify: [],
    memory: [],
  };
  const verify: LoadPlan = { ...get(() => "/ledger/verify")(1), connections: 1 };
  for (let round = 0; round <= rounds; round += 1) {
    for (const [path, plan] of Object.entries(plans) as [keyof typeof plans, (count: number) => LoadPlan][]) {
      const count = Math.max(connections, Math.round(roundMs * 2));
      const { elapsedMs } = await load.ask("load", plan(count));
      // The first round warms up.
      if (round > 0) values[path].push((count / elapsedMs) * 1000);
    }
  }
  const { elapsedMs } = await load.ask("load", verify);
  values.verify.push((ids.length / paidShare / elapsedMs) * entriesOfPayment * 1000);
  values.memory.push(await sandbox.child.ask("memoryMb", null));
  return values;
}
