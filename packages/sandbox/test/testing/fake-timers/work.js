import { createTestSandbox } from "@micro/sandbox/testing";

const pay = /** @type {const} */ ({ amount: 2000, currency: "usd", payment_method: "pm_card_visa", confirm: true });

/**
 * What takes timers and turns of the event loop, in a sandbox that was there before they were fake.
 * @param {import("@micro/sandbox/testing").TestSandbox} sandbox
 */
export async function workIn({ client, clock, webhooks, inbox }) {
  await client.paymentIntents.create(pay);
  await clock.advance("2d");
  const types = (await webhooks.received()).map(({ type }) => type);
  if (!types.includes("balance.available")) throw new Error(`Only ${types.join(", ")} came.`);
  const message = await inbox.waitFor({ timeoutMs: 50 }).catch(() => "none in time");
  if (message !== "none in time") throw new Error("A message came.");
}

/** The same in one that is made and closed while they are. */
export async function workInOwn() {
  await using sandbox = await createTestSandbox();
  await workIn(sandbox);
}
