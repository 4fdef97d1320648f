// A sandbox that is filled in its own process: through its verbs, in its groups of transactions, and without HTTP, keys of
// idempotency and the log of requests, which take three quarters of the time.
import { assemble, type Assembled } from "../../packages/sandbox/src/assemble.ts";
import { readConfig } from "../../packages/sandbox/src/config.ts";
import type { Context, Principal } from "../../packages/sandbox/src/platform/context.ts";
import { limits } from "../../packages/sandbox/src/platform/limits.ts";
import { listen } from "../../packages/sandbox/src/sandbox.ts";
import { confirmPaymentIntent, createPaymentIntent } from "../../packages/sandbox/src/services/payments/index.ts";
import { answerCalls } from "../harness/answer-calls.ts";
import type { GrowingCalls } from "./calls.ts";
import { ownUse } from "./serve.ts";

let sandbox: Assembled | undefined;

const payment = { amount: 2000, currency: "usd", description: "An order", metadata: { order: "ord_1234" } } as const;

/** Runs a verb as often as one commit holds at a time, and tells what each came to. */
async function inGroups<T>(assembled: Assembled, verbs: readonly ((ctx: Context) => Promise<T>)[]) {
  const { db, platform } = assembled;
  const { id, realm } = assembled.account();
  const principal: Principal = {
    account: id,
    realm,
    mode: "test",
    credential: null,
    kind: "api_key",
    user: null,
    scopes: null,
  };
  const request = { id: null, idempotencyKey: null };
  const results: Exclude<T, Error>[] = [];
  for (let done = 0; done < verbs.length; done += limits.commitGroupMax) {
    const now = platform.clock.seconds();
    const group = verbs.slice(done, done + limits.commitGroupMax);
    const answers = await Promise.all(
      group.map((verb) => db.transaction((tx) => verb({ tx, principal, platform, now, timeline: null, request }))),
    );
    for (const answer of answers) {
      if (answer instanceof Error) throw answer;
      results.push(answer as Exclude<T, Error>);
    }
  }
  return results;
}

answerCalls<GrowingCalls>(
  {
    ...ownUse,
    start: async ({ file }) => {
      const config = readConfig({ file, logLevel: "silent" });
      const startFork = () => Promise.reject(new Error("Nobody forks it."));
      sandbox = await assemble(config, { startFork });
      const url = await listen(sandbox, config);
      return { url, port: Number(new URL(url).port), apiKey: sandbox.account().apiKey };
    },
    fill: async ({ count, paidShare }) => {
      const filled = sandbox;
      if (!filled) throw new Error("There is nothing to fill.");
      const create = (ctx: Context) => createPaymentIntent(ctx, payment);
      const created = await inGroups(
        filled,
        Array.from({ length: count }, () => create),
      );
      const ids = created.map(({ id }) => id);
      const paid = ids.filter((_id, index) => index % paidShare === 0);
      const confirm = (id: string) => (ctx: Context) =>
        confirmPaymentIntent(ctx, { id, payment_method: "pm_card_visa" });
      await inGroups(filled, paid.map(confirm));
      return ids;
    },
  },
  () => sandbox?.close() ?? Promise.resolve(),
);
