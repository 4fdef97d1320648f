import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { vi } from "vitest";

import type { CommandCase, Scene } from "./case.ts";

/** Port 9 is nobody's: what is sent there fails at once. */
const url = "http://127.0.0.1:9/hook";
const secret = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;

const endpoint = async ({ client }: Scene) => client.webhookEndpoints.create({ url, enabled_events: ["payment.*"] });
const withEndpoint: CommandCase["args"] = async (scene) => [(await endpoint(scene)).id];

/** An event whose first delivery has failed. */
async function failedDelivery(scene: Scene): Promise<string> {
  await endpoint(scene);
  await scene.client.paymentIntents.create({ amount: 500, currency: "usd" });
  return vi.waitFor(async () => {
    const { data } = await scene.client.webhookDeliveries.list({ limit: 1 });
    const [delivery] = data;
    if (delivery === undefined || delivery.attempt_count !== 1) throw new Error("Nothing was attempted yet.");
    return delivery.id;
  }, 15_000);
}

function body({ machine }: Scene): string {
  const file = join(machine.home, "body.json");
  writeFileSync(file, '{"id":"evt_1"}');
  return file;
}

/** The commands about endpoints, deliveries and signatures. */
export const casesOfWebhooks: Readonly<Record<string, CommandCase>> = {
  "webhooks attempts": { args: async (scene) => [await failedDelivery(scene)] },
  "webhooks dead-letters": {},
  "webhooks deliveries": {
    async args(scene) {
      await failedDelivery(scene);
      return [];
    },
  },
  "webhooks endpoints": {
    async args(scene) {
      await endpoint(scene);
      return [];
    },
  },
  "webhooks endpoints create": { args: [url, "--events", "payment.*"] },
  "webhooks endpoints delete": { args: withEndpoint },
  "webhooks endpoints disable": { args: withEndpoint },
  "webhooks endpoints enable": { args: withEndpoint },
  "webhooks endpoints get": { args: withEndpoint },
  "webhooks endpoints roll-secret": { args: withEndpoint },
  "webhooks endpoints update": { args: async (scene) => [(await endpoint(scene)).id, "--description", "Shop"] },
  "webhooks retry": { args: async (scene) => [await failedDelivery(scene)] },
  "webhooks sign": { args: (scene) => ["--payload", body(scene), "--secret", secret, "--timestamp", "1760000000"] },
  "webhooks verify": {
    args: (scene) => ["--payload", body(scene), "--secret", secret, "--header", "webhook-id: evt_1"],
    exitCode: 1,
  },
};
