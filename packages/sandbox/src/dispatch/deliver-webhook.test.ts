import { expect, onTestFinished, test } from "vitest";

import { startReceiver } from "../../test/support/receiver.ts";
import { frozenAt } from "../../test/support/sandbox.ts";
import { migrations } from "../migrations/index.ts";
import { createCircuits } from "../platform/circuit-breaker.ts";
import { createClock } from "../platform/clock.ts";
import type { Context, Platform } from "../platform/context.ts";
import type { Database } from "../platform/db/database.ts";
import { migrate } from "../platform/db/migrate.ts";
import { openSqlite } from "../platform/db/sqlite.ts";
import { statements } from "../platform/db/statement.ts";
import { createFaults } from "../platform/faults.ts";
import { createIds } from "../platform/ids.ts";
import { openLog } from "../platform/log.ts";
import { createOutbox } from "../platform/outbox/outbox.ts";
import { createQueue } from "../platform/queue/queue.ts";
import type { QueueTables } from "../platform/queue/tables.ts";
import { createRandom } from "../platform/random.ts";
import { createSecrets } from "../platform/secrets.ts";
import { recordEvent } from "../services/activity/index.ts";
import {
  countSubscribers,
  createEndpoint,
  listDeliveries,
  planDeliveries,
  updateEndpoint,
} from "../services/webhooks/index.ts";
import { deliverWebhook } from "./deliver-webhook.ts";
import { createAddressPolicy } from "./address-policy.ts";
import { createOvertaking } from "./overtaking.ts";
import { createEgress } from "./egress.ts";

const queued = statements<QueueTables>()((q) => q.selectFrom("jobs").select("due_at"));

/** Nothing goes wrong on purpose here. */
const onFault = () => {};

/** A database with one endpoint, one event for it, and the one delivery that follows. */
async function begin(url: string) {
  const db = openSqlite(undefined);
  await migrate(db, migrations);
  const { log } = openLog({ level: "silent" });
  const clock = createClock({ frozenAtMs: frozenAt * 1000 });
  const random = createRandom("seed");
  const platform: Platform = {
    clock,
    random,
    ids: createIds(random).next,
    secrets: createSecrets(Buffer.alloc(32)),
    outbox: createOutbox(),
    queue: createQueue(db, clock, log),
    circuits: createCircuits(),
    faults: createFaults({ db, ids: createIds(random).next, random: () => random, log }),
    policy: { verifyEmail: false, settings: {}, refusalOf: () => undefined },
    baseUrl: () => "http://127.0.0.1:8080",
    wordings: { stripe: { typeOf: () => undefined, write: (stored) => stored } },
    countSubscribers,
  };
  const egress = createEgress(createAddressPolicy("loopback"));
  onTestFinished(async () => {
    await egress.close();
    await db.close();
  });
  const within = <T>(work: (ctx: Context) => Promise<T>) =>
    db.transaction((tx) =>
      work({
        tx,
        platform,
        now: frozenAt,
        timeline: null,
        request: { id: null, idempotencyKey: null },
        principal: {
          account: "org_1",
          mode: "test",
          realm: 1,
          credential: null,
          kind: "sandbox",
          user: null,
          scopes: null,
        },
      }),
    );
  const endpoint = await within((ctx) => createEndpoint(ctx, { url, enabled_events: ["user.registered"] }));
  await within((ctx) =>
    recordEvent(ctx, "user.registered", {
      id: "usr_1",
      object: "user",
      email: "a@b",
      email_verified: false,
      name: null,
      role: "owner",
      settings: {},
      account: "org_1",
      created: frozenAt,
      created_at: "",
    }),
  );
  await db.transaction(async (tx) => {
    for (const record of await platform.outbox.unread(tx, "reader")) await planDeliveries(tx, platform, record);
  });
  const { data } = await within((ctx) => listDeliveries(ctx, {}));
  return { db, platform, egress, within, endpoint, delivery: data[0]!.id };
}

test("a delivery whose endpoint is enabled again, just as it is found disabled, stays in the queue", async () => {
  const receiver = await startReceiver();
  const { db, platform, egress, within, endpoint, delivery } = await begin(receiver.url);
  const nextDue = async () => (await db.read((reader) => reader.first(queued, {})))?.due_at;
  await within((ctx) => updateEndpoint(ctx, { id: endpoint.id, status: "disabled" }));

  // Between what the attempt reads and what it writes, somebody enables the endpoint.
  const lateWriter: Database = {
    ...db,
    transaction: async (work) => {
      await within((ctx) => updateEndpoint(ctx, { id: endpoint.id, status: "enabled" }));
      return db.transaction(work);
    },
  };
  await deliverWebhook({ db: lateWriter, platform, egress, onFault, overtaking: createOvertaking() }, delivery);
  expect(receiver.received).toEqual([]);
  expect(await nextDue()).toBe(frozenAt * 1000);

  await deliverWebhook({ db, platform, egress, onFault, overtaking: createOvertaking() }, delivery);
  expect(receiver.received).toHaveLength(1);
  expect(await nextDue()).toBeUndefined();
});

test("a delivery to a disabled endpoint is taken off the queue, and nothing is sent", async () => {
  const receiver = await startReceiver();
  const { db, platform, egress, within, endpoint, delivery } = await begin(receiver.url);
  await within((ctx) => updateEndpoint(ctx, { id: endpoint.id, status: "disabled" }));
  await deliverWebhook({ db, platform, egress, onFault, overtaking: createOvertaking() }, delivery);
  expect(await db.read((reader) => reader.first(queued, {}))).toBeUndefined();
  expect(receiver.received).toEqual([]);
});
