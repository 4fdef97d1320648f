import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { CommandCase, Scene } from "./case.ts";

const pay = ({ client }: Scene) => client.paymentIntents.create({ amount: 500, currency: "usd" });
const newest = async (scene: Scene) => {
  await pay(scene);
  const { data } = await scene.client.events.list({ limit: 1 });
  return data[0]?.id ?? "";
};
const mail = ({ client }: Scene) =>
  client.notifications.create({ channel: "email", to: "you@example.test", subject: "Hello", text: "Well done." });
const after =
  (prepare: (scene: Scene) => Promise<unknown>, ...args: readonly string[]): CommandCase["args"] =>
  async (scene) => {
    await prepare(scene);
    return args;
  };

const fixture = `fixtures:
  - name: customer
    operation: customers.create
    params: { email: you@example.test }
  - name: pay
    operation: payment_intents.create
    params: { amount: 500, currency: usd, customer: "\${customer:id}" }
`;

/** The commands that make things happen, and those that show what happened. */
export const casesOfEvents: Readonly<Record<string, CommandCase>> = {
  "events list": { args: after(pay) },
  "events resend": { args: async (scene) => [await newest(scene)], exitCode: 1 },
  "events tail": { args: after(pay, "--after", "0"), stopAt: "result" },
  "events types": { args: ["payment.succeeded"] },
  fixtures: {
    args({ machine }) {
      const file = join(machine.home, "shop.yaml");
      writeFileSync(file, fixture);
      return [file];
    },
  },
  "inbox list": { args: after(mail) },
  "inbox open": { args: after(mail) },
  "inbox wait": { args: after(mail, "--to", "you@example.test") },
  listen: { stopAt: "anything" },
  "logs tail": { args: after(pay, "--last", "1"), stopAt: "result" },
  trigger: { args: ["charge.failed"] },
  wait: { args: after(pay, "--event", "payment.*", "--after", "0") },
};
