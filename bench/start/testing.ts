// Tells how long the parts of a test take: the first sandbox of a process, the next ones, a reset, a fork, a create.
import { createTestSandbox, type TestSandbox } from "@micro/sandbox/testing";

const [rounds = 5, rows = 10_000] = process.argv.slice(2).map(Number);

const times: Record<string, number[]> = { first: [], next: [], reset: [], fork: [], dispatch: [] };
async function time<T>(name: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  times[name]?.push(performance.now() - startedAt);
  return result;
}
const create = (sandbox: TestSandbox) =>
  sandbox.dispatch({
    path: "/payments/payment_intents",
    headers: { authorization: `Bearer ${sandbox.apiKey}` },
    body: { amount: 2000, currency: "usd" },
  });

const first = await createTestSandbox();
// From the start of the process: what is loaded for it is part of it.
times["first"]?.push(performance.now());
await first.close();

for (let round = 0; round < rounds; round += 1) {
  const sandbox = await time("next", () => createTestSandbox());
  await create(sandbox);
  await time("reset", () => sandbox.reset());
  await sandbox.close();
}

const filled = await createTestSandbox({ webhooks: false });
for (let row = 0; row < rows; row += 1) await filled.client.customers.create({ name: `customer ${row}` });
for (let round = 0; round < rounds; round += 1) {
  const fork = await time("fork", () => filled.fork());
  await fork.close();
}
await filled.close();

const busy = await createTestSandbox({ webhooks: false });
for (let call = 0; call < rounds * 50; call += 1) await create(busy);
for (let call = 0; call < rounds * 50; call += 1) await time("dispatch", () => create(busy));
await busy.close();

console.log(JSON.stringify(times));
