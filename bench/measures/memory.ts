import { join } from "node:path";

import { createClient } from "@micro/sdk";

import type { Child } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import type { LoadCalls } from "../load/calls.ts";
import type { Effort } from "./contenders.ts";
import { createIntents, startServer } from "./servers.ts";

export const memoryFigures = [{ id: "memory", title: "memory over many events" }];

/** How much memory grows over many intents whose events are all delivered: from the start on, and once all is warm. */
export async function measureMemory(
  load: Child<LoadCalls>,
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const [about] = memoryFigures;
  if (!about || !options.wanted(about.id)) return [];
  options.progress.step(about);
  const sandbox = await startServer("sandbox", join(folder, "memory.db"), ["--expose-gc"]);
  const client = createClient({ apiKey: sandbox.address.apiKey, baseUrl: sandbox.address.url });
  const url = await load.ask("holdReceiver", null);
  await client.webhookEndpoints.create({ url, enabled_events: ["payment.created"] });
  const total = effort.memoryEvents;
  const atStart = await sandbox.child.ask("memoryMb", null);
  const delivered = load.ask("releaseReceiver", { count: total });
  const first = Math.ceil(total / 10);
  await createIntents(load, sandbox, first);
  const before = await sandbox.child.ask("memoryMb", null);
  await createIntents(load, sandbox, total - first);
  await delivered;
  const after = await sandbox.child.ask("memoryMb", null);
  await client.close();
  await sandbox.child.close();
  const title = `memory in use, over ${total.toLocaleString("en")} events`;
  const figure = (id: string, name: string, value: number): Figure => ({
    id: `memory.${id}`,
    title: `${title}, ${name}`,
    unit: "MB",
    ours: [value],
    cpuUs: [],
    baselines: [],
  });
  return [
    figure("begin", "at a tenth", before),
    figure("end", "at the end", after),
    figure("growth", "more than after the start", after - atStart),
  ];
}
