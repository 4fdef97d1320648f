import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { createReceiver } from "@micro/example-webhook-receiver";

import { openInbox } from "./inbox.ts";
import { readPosting } from "./ledger.ts";
import type { Stage } from "./stage.ts";
import { step } from "./step.ts";

const login = { email: "you@example.test", password: "a-password-for-the-demo" };

/** Takes a payment the whole way; without `once` it stays up for more, until it is interrupted. */
export async function runDemo(stage: Stage): Promise<void> {
  const baseUrl = await step("sandbox", async () => {
    const url = textOf(await stage.start(["sandbox", "start", "--json"]), "url");
    return [`answers at ${url}`, url];
  });
  const base = ["--api-base", baseUrl];
  await step("login", async () => {
    const command = ["login", "--email", login.email, "--password-stdin", "--register", "--json", ...base];
    const key = textOf(JSON.parse(await stage.run(command, login.password)), "truncated_key");
    return [`${login.email} logged in and has the test key ${key}`, undefined];
  });
  const secret = await step("secret", async () => {
    const key = await stage.run(["listen", "--print-secret", ...base]);
    return [`the receiver verifies with ${key.slice(0, 10)}…`, key];
  });

  const inbox = openInbox();
  await using receiver = createReceiver(secret, (event) => inbox.add(event));
  const target = await step("receiver", async () => {
    receiver.listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhook`;
    return [`a server with the sample code listens at ${url}`, url];
  });
  await step("listen", async () => {
    await stage.start(["listen", "--forward-to", target, "--format", "json", ...base]);
    return ["every event is forwarded to it", undefined];
  });
  await step("trigger", async () => {
    await stage.run(["trigger", "payment.succeeded", "--json", ...base]);
    return ["payment.succeeded, by creating and confirming a payment intent", undefined];
  });
  const event = await step("received", async () => {
    const paid = await inbox.waitFor("payment.succeeded", stage.signal);
    return [`${paid.type} ${paid.id}, its signature verified by the standardwebhooks package`, paid];
  });
  await step("ledger", async () => [await readPosting(baseUrl, login, event.data.object.id), undefined]);

  if (!stage.once) await stayUp(stage, inbox);
}

/** Shows what arrives until ^C. */
async function stayUp({ profileFlags, signal }: Stage, inbox: ReturnType<typeof openInbox>): Promise<void> {
  console.log(
    [
      "",
      "It stays up. Try in another terminal:",
      `  npx micro trigger payment.failed ${profileFlags}`,
      `  npx micro listen --events 'payment.*' ${profileFlags}`,
      `  npx micro whoami ${profileFlags}`,
      "Stop it with ^C. What the receiver gets:",
    ].join("\n"),
  );
  inbox.onEvent(({ type, id }) => console.log(`  ← ${type} ${id}`));
  await once(signal, "abort");
  console.log("\nStopped.");
}

function textOf(value: unknown, name: string): string {
  const field: unknown = value instanceof Object ? Reflect.get(value, name) : undefined;
  if (typeof field !== "string") throw new Error(`The answer has no ${name}: ${JSON.stringify(value)}`);
  return field;
}
