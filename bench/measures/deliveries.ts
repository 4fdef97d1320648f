import { join } from "node:path";

import { createClient } from "@micro/sdk";

import { startChild, type Child } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import type { LoadCalls, SampleRequest } from "../load/calls.ts";
import type { PosterCalls } from "../servers/poster-calls.ts";
import { compare, type Contender, type Effort } from "./contenders.ts";
import { createIntents, startServer } from "./servers.ts";

/** As many as the sandbox sends to side by side. */
const connections = 64;

export const deliveryFigures = [
  { id: "deliveries", title: "deliveries to one endpoint", endpoints: 1 },
  { id: "deliveries.10", title: "deliveries to 10 endpoints", endpoints: 10 },
  { id: "deliveries.100", title: "deliveries to 100 endpoints", endpoints: 100 },
];

interface Options {
  wanted: (id: string) => boolean;
  progress: Progress;
}

/** Deliveries per second of events that wait, beside bare undici posting the same bytes to the same receiver. */
export async function measureDeliveries(
  load: Child<LoadCalls>,
  folder: string,
  effort: Effort,
  options: Options,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const about of deliveryFigures.filter(({ id }) => options.wanted(id))) {
    options.progress.step(about);
    figures.push(await measureEndpoints(load, folder, effort, { ...options, ...about }));
  }
  return figures;
}

async function measureEndpoints(
  load: Child<LoadCalls>,
  folder: string,
  effort: Effort,
  { id, title, endpoints }: Options & (typeof deliveryFigures)[number],
): Promise<Figure> {
  const events = Math.ceil(effort.deliveries / endpoints);
  const count = events * endpoints;
  const sandbox = await startServer("sandbox", join(folder, `${id}.db`));
  const poster = startChild<PosterCalls>("server", "servers/poster.ts");
  const client = createClient({ apiKey: sandbox.address.apiKey, baseUrl: sandbox.address.url });
  let sample: SampleRequest | undefined;

  const ours: Contender = {
    name: "sandbox",
    child: sandbox.child,
    round: async () => {
      const url = await load.ask("holdReceiver", null);
      const input = { url, enabled_events: ["payment.created"], max_concurrency: connections };
      const created = await Promise.all(Array.from({ length: endpoints }, () => client.webhookEndpoints.create(input)));
      await createIntents(load, sandbox, events);
      // All are planned by now, or will be while the first of them are sent.
      await new Promise((resolve) => setTimeout(resolve, 200));
      const released = await load.ask("releaseReceiver", { count });
      await Promise.all(created.map((endpoint) => client.webhookEndpoints.delete(endpoint.id)));
      sample = released.sample;
      return { value: (released.received / released.elapsedMs) * 1000, count };
    },
  };
  const bare: Contender = {
    name: "undici",
    round: async () => {
      if (!sample) throw new Error("Ours goes first: its requests are what is posted.");
      const url = await load.ask("holdReceiver", null);
      const posting = poster.ask("post", { url, count, connections, sample });
      await new Promise((resolve) => setTimeout(resolve, 200));
      const released = await load.ask("releaseReceiver", { count });
      await posting;
      return { value: (released.received / released.elapsedMs) * 1000 };
    },
  };
  const figure = await compare({ id, title, unit: "/s" }, effort, ours, [bare]);
  await client.close();
  await Promise.all([sandbox.child.close(), poster.close()]);
  return figure;
}
