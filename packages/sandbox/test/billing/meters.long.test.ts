import { expect, test } from "vitest";

import { failureOf } from "../support/failure.ts";
import { callMeter, recordCalls } from "../support/metering.ts";
import { startSandbox } from "../support/sandbox.ts";

test("a meter counts no more of a customer's than is summed up exactly", async () => {
  const { client } = await startSandbox();
  const { id: customer } = await client.customers.create({});
  const { id: meter } = await callMeter(client);
  const most = 999_999_999_999;
  const times = Math.floor(Number.MAX_SAFE_INTEGER / most);
  for (let count = 0; count < times; count += 1) await recordCalls(client, customer, most);
  expect(await failureOf(recordCalls(client, customer, most))).toMatchObject({
    code: "amount_too_large",
    param: "payload.value",
  });
  const { now } = await client.clock.get();
  const minute = now - (now % 60);
  const span = { customer, start_time: minute, end_time: minute + 60 };
  const { data } = await client.meters.eventSummaries(meter, span);
  expect(data[0]?.aggregated_value).toBe(times * most);
});
