import { expect, test } from "vitest";

import { createCircuits } from "./circuit-breaker.ts";
import { DomainError } from "./errors.ts";
import { limits } from "./limits.ts";

function open() {
  const time = { elapsedMs: 0 };
  const circuits = createCircuits(() => time.elapsedMs);
  const breaker = circuits.get("writes");
  const run = async (work: () => Promise<string>) => {
    try {
      return await breaker.run(work, (outcome) => "cause" in outcome);
    } catch (cause) {
      if (cause instanceof DomainError) return [cause.code, cause.details.retryAfterSeconds];
      return "failed";
    }
  };
  const succeed = () => run(async () => "done");
  const fail = () => run(() => Promise.reject(new Error("broken")));
  return { time, circuits, breaker, succeed, fail };
}

test("a breaker opens after failures in a row, and says how long it stays open", async () => {
  const { time, breaker, succeed, fail } = open();
  for (let failed = 1; failed < limits.gatewayFailuresMax; failed++) await fail();
  expect(await succeed()).toBe("done");
  for (let failed = 0; failed < limits.gatewayFailuresMax; failed++) expect(await fail()).toBe("failed");
  expect(await succeed()).toEqual(["circuit_open", 30]);
  time.elapsedMs += 20_500;
  expect(await succeed()).toEqual(["circuit_open", 10]);
  expect(breaker.state()).toBe("open");
});

test("a breaker lets one through when its time is over, and by its outcome opens again or closes", async () => {
  const { time, breaker, succeed, fail } = open();
  for (let failed = 0; failed < limits.gatewayFailuresMax; failed++) await fail();
  time.elapsedMs += limits.gatewayOpenMs;
  expect(breaker.state()).toBe("half_open");
  const [first, second] = await Promise.all([fail(), succeed()]);
  expect([first, second]).toEqual(["failed", ["circuit_open", 1]]);
  expect(await succeed()).toEqual(["circuit_open", 30]);
  time.elapsedMs += limits.gatewayOpenMs;
  expect(await succeed()).toBe("done");
  expect(breaker.state()).toBe("closed");
});

test("breakers that are reset let everything through", async () => {
  const { circuits, succeed, fail } = open();
  for (let failed = 0; failed < limits.gatewayFailuresMax; failed++) await fail();
  circuits.reset();
  expect(await succeed()).toBe("done");
});
