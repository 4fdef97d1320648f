import { statSync } from "node:fs";
import { join } from "node:path";

import { startChild, type Child } from "../harness/child.ts";
import type { Figure, Unit } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import type { LoadCalls, LoadPlan } from "../load/calls.ts";
import type { GrowingCalls } from "../servers/calls.ts";
import type { Effort } from "./contenders.ts";
import { planOf, type Served } from "./servers.ts";

/** One payment in so many is paid, so that there is a balance and a ledger. */
const paidShare = 10;
/** A charge, its fee and what is left, each with an entry. */
const entriesOfPayment = 3;
const connections = 8;
/** How many payments are filled in by one call: their ids come by message. */
const fillStep = 10_000;

const paths = {
  create: { title: "create", unit: "/s" },
  read: { title: "read one", unit: "/s" },
  first: { title: "list, first page", unit: "/s" },
  deep: { title: "list, a page in the middle", unit: "/s" },
  balance: { title: "balance", unit: "/s" },
  verify: { title: "verify the ledger and the file, entries", unit: "/s" },
  memory: { title: "memory in use", unit: "MB" },
  file: { title: "size of the file for 1,000 payments", unit: "MB" },
} as const satisfies Record<string, { title: string; unit: Unit }>;

type Path = keyof typeof paths;

export const growthFigures = [{ id: "growth", title: "one sandbox as it grows" }];

/** One sandbox that is filled further and further, measured at each size beside itself at the first. */
export async function measureGrowth(
  load: Child<LoadCalls>,
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const [about] = growthFigures;
  if (!about || !options.wanted(about.id)) return [];
  options.progress.step(about);
  const file = join(folder, "growth.db");
  const child = startChild<GrowingCalls>("server", "servers/growing.ts", ["--expose-gc"]);
  const address = await child.ask("start", { file });
  const figures: Figure[] = [];
  const ids: string[] = [];
  let least: { name: string; values: Record<Path, number[]> } | undefined;
  for (const size of effort.growth) {
    while (ids.length < size) {
      ids.push(...(await child.ask("fill", { count: Math.min(fillStep, size - ids.length), paidShare })));
    }
    const values: Record<Path, number[]> = {
      ...(await measureAt(load, { address }, ids, effort)),
      memory: [await child.ask("memoryMb", null)],
      file: [(statSync(file).size / 1e6 / size) * 1000],
    };
    const base = least;
    const name = size.toLocaleString("en");
    for (const [path, ours] of Object.entries(values) as [Path, number[]][]) {
      const { title, unit } = paths[path];
      const about = { id: `growth.${path}.${size}`, title: `${title}, ${name} payments`, unit };
      const baselines = base ? [{ name: base.name, values: base.values[path], cpuUs: [] }] : [];
      figures.push({ ...about, ours, cpuUs: [], baselines });
    }
    least ??= { name, values };
  }
  await child.close();
  return figures;
}

type Requested = Exclude<Path, "verify" | "memory" | "file">;

async function measureAt(
  load: Child<LoadCalls>,
  sandbox: Served,
  ids: string[],
  { rounds, roundMs }: Effort,
): Promise<Record<Requested | "verify", number[]>> {
  const get = (path: (id: string) => string) => (count: number) => {
    const chosen = Array.from({ length: count }, () => ids[Math.floor(Math.random() * ids.length)] ?? "");
    return { ...planOf("read", sandbox, connections, chosen), paths: chosen.map(path) };
  };
  const middle = ids[Math.floor(ids.length / 2)] ?? "";
  const collection = "/payments/payment_intents";
  const plans: Record<Requested, (count: number) => LoadPlan> = {
    read: get((id) => `${collection}/${id}`),
    first: get(() => `${collection}?limit=10`),
    deep: get(() => `${collection}?limit=10&starting_after=${middle}`),
    balance: get(() => "/payments/balance"),
    // Last, since it makes the sandbox larger.
    create: (count) => planOf("create", sandbox, connections, Array.from({ length: count }, String)),
  };
  const values: Record<Requested | "verify", number[]> = {
    create: [],
    read: [],
    first: [],
    deep: [],
    balance: [],
    verify: [],
  };
  const count = Math.max(connections, Math.round(roundMs * 2));
  for (const [path, plan] of Object.entries(plans) as [Requested, (count: number) => LoadPlan][]) {
    for (let round = 0; round <= rounds; round += 1) {
      const { elapsedMs } = await load.ask("load", plan(count));
      // The first round warms up.
      if (round > 0) values[path].push((count / elapsedMs) * 1000);
    }
  }
  const { elapsedMs } = await load.ask("load", { ...get(() => "/ledger/verify")(1), connections: 1 });
  values.verify.push((ids.length / paidShare / elapsedMs) * entriesOfPayment * 1000);
  return values;
}
