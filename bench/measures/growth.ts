import { join } from "node:path";

import BetterSqlite from "better-sqlite3";

import { startChild, type Child } from "../harness/child.ts";
import type { Figure, Unit } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import type { LoadCalls, LoadPlan } from "../load/calls.ts";
import type { GrowingCalls } from "../servers/calls.ts";
import { compare, type Contender, type Effort } from "./contenders.ts";
import { planOf, type Served } from "./servers.ts";

/** One payment in so many is paid, so that there is a balance and a ledger. */
const paidShare = 10;
/** A charge, its fee and what is left, each with an entry. */
const entriesOfPayment = 3;
const connections = 8;
/** How many payments are filled in by one call: their ids come by message. */
const fillStep = 10_000;

const paths = {
  read: { title: "read one", unit: "/s" },
  first: { title: "list, first page", unit: "/s" },
  deep: { title: "list, a page in the middle", unit: "/s" },
  balance: { title: "balance", unit: "/s" },
  verify: { title: "verify the ledger and the file, entries", unit: "/s" },
  memory: { title: "memory in use", unit: "MB" },
  file: { title: "what 1,000 payments take of the file", unit: "MB" },
  // Last, since it makes the sandbox larger.
  create: { title: "create", unit: "/s" },
} as const satisfies Record<string, { title: string; unit: Unit }>;

type Path = keyof typeof paths;

export const growthFigures = [{ id: "growth", title: "one sandbox as it grows" }];

interface Filled extends Served {
  child: Child<GrowingCalls>;
  ids: string[];
  /** What the filling alone added to the file. */
  filledMb: number;
  fillTo(size: number): Promise<void>;
}

async function start(file: string): Promise<Filled> {
  const child = startChild<GrowingCalls>("server", "servers/growing.ts", ["--expose-gc"]);
  const address = await child.ask("start", { file });
  const filled: Filled = {
    child,
    address,
    ids: [],
    filledMb: 0,
    fillTo: async (size) => {
      const before = sizeMb(file);
      while (filled.ids.length < size) {
        const count = Math.min(fillStep, size - filled.ids.length);
        filled.ids.push(...(await child.ask("fill", { count, paidShare })));
      }
      filled.filledMb += sizeMb(file) - before;
    },
  };
  return filled;
}

/** With what is in the log and not in the file yet. */
function sizeMb(file: string): number {
  const db = new BetterSqlite(file, { readonly: true });
  const bytes = db.prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").pluck().get();
  db.close();
  return Number(bytes) / 1e6;
}

/** One sandbox that is filled further and further, measured at each size beside another of the first size. */
export async function measureGrowth(
  load: Child<LoadCalls>,
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const [about] = growthFigures;
  const [least] = effort.growth;
  if (!about || least === undefined || !options.wanted(about.id)) return [];
  options.progress.step(about);
  const grown = await start(join(folder, "growth.db"));
  const figures: Figure[] = [];
  for (const size of effort.growth) {
    await grown.fillTo(size);
    const small: Filled | undefined = size === least ? undefined : await start(join(folder, `small-${size}.db`));
    await small?.fillTo(least);
    for (const [path, { title, unit }] of Object.entries(paths) as [Path, (typeof paths)[Path]][]) {
      const at = { id: `growth.${path}.${size}`, title: `${title}, ${size.toLocaleString("en")} payments`, unit };
      const beside = small ? [{ ...contenders(load, small, effort)[path], name: least.toLocaleString("en") }] : [];
      const isRate = path !== "verify" && path !== "memory" && path !== "file";
      const [rounds, warmUps] = isRate ? [effort.rounds, 1] : [1, 0];
      figures.push(await compare(at, { rounds, warmUps }, contenders(load, grown, effort)[path], beside));
    }
    await small?.child.close();
  }
  await grown.child.close();
  return figures;
}

function contenders(load: Child<LoadCalls>, filled: Filled, { roundMs }: Effort): Record<Path, Contender> {
  const { ids, child } = filled;
  const count = Math.max(connections, Math.round(roundMs * 2));
  const collection = "/payments/payment_intents";
  const middle = ids[Math.floor(ids.length / 2)] ?? "";
  const contender = (round: () => Promise<number>): Contender => ({
    name: "grown",
    round: async () => ({ value: await round() }),
  });
  const rate = (plan: () => LoadPlan) =>
    contender(async () => (count / (await load.ask("load", plan())).elapsedMs) * 1000);
  const get = (path: (id: string) => string) =>
    rate(() => {
      const chosen = Array.from({ length: count }, () => ids[Math.floor(Math.random() * ids.length)] ?? "");
      return { ...planOf("read", filled, connections, chosen), paths: chosen.map(path) };
    });
  const entries = (ids.length / paidShare) * entriesOfPayment;
  const verify: LoadPlan = { ...planOf("read", filled, 1, ["-"]), paths: ["/ledger/verify"] };
  return {
    read: get((id) => `${collection}/${id}`),
    first: get(() => `${collection}?limit=10`),
    deep: get(() => `${collection}?limit=10&starting_after=${middle}`),
    balance: get(() => "/payments/balance"),
    create: rate(() => planOf("create", filled, connections, Array.from({ length: count }, String))),
    verify: contender(async () => (entries / (await load.ask("load", verify)).elapsedMs) * 1000),
    memory: contender(() => child.ask("memoryMb", null)),
    file: contender(() => Promise.resolve((filled.filledMb / ids.length) * 1000)),
  };
}
