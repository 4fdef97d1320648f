import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { createClient } from "@micro/sdk";
import { expect, test } from "vitest";

import { bin, createMachine } from "../micro.ts";
import { hasTmux, openScreen, openTerminal } from "./terminal.ts";

test.skipIf(!hasTmux)("every page and every key, in a real terminal", async () => {
  const { machine, terminal } = await openScreen({ columns: 120, rows: 30 });
  const { type, press, see, lose, resize } = terminal;
  type("t");
  await see(/Trigger /);
  type("payment.succ");
  press("Enter");
  await see(/payment\.succeeded +\S+ .*400/s);
  await see(/debit +19\.12 USD +Processor/);
  type("2");
  await see(/\[2 Requests/);
  await see(/201 .* POST +\/payments\/payment_intents/);
  type("3");
  await see(/\[3 Payments 1\]/);
  type("4");
  await see(/balanced/);
  type("5");
  await see(/\[5 Inbox/);
  press("Right");
  await see(/\[1 Events/);
  press("Left");
  await see(/\[5 Inbox/);
  press("Tab");
  await see(/\[1 Events/);
  type("?");
  await see(/Keys/);
  press("Escape");
  await lose("Keys");
  type("f");
  type("charge.*");
  press("Enter");
  await see(/f:charge\.\*/);
  type("f");
  press("C-u");
  press("Enter");
  type("/");
  type("nothing has this");
  press("Enter");
  await see(/Nothing fits/);
  type("/");
  press("C-u");
  press("Enter");
  type("p");
  await see(/paused/);
  await machine.run(["trigger", "payment.created"]);
  await see(/paused, 1 waiting/);
  type("p");
  await lose("paused");
  type("c");
  await see(/Copied, signed for the next five minutes: curl/);
  type("r");
  await see(/Sent payment\.created again/);
  type("R");
  await see(/Sent \d events again/);
  type("e");
  await see(/Nothing was changed/);
  type("C");
  type("2w");
  press("Enter");
  await see(/It is \d{4}-\d{2}-\d{2} [\d:]{8} in the sandbox\./);
  type("C");
  type("soon");
  press("Enter");
  await see(/✗ .*soon/);
  type("F");
  await see(/none is on/);
  type("a");
  type('{"effect":"error","path":"/nowhere"}');
  press("Enter");
  await see(/› error {2}\/nowhere {2}fired 0/);
  type("d");
  await see(/none is on/);
  press("Escape");
  await see(/^›/m);
  type("x");
  await see(/Nothing since the list was cleared/);
  resize(60, 15);
  await see(/q quit/);
  resize(20, 5);
  await see(/window too/);
  resize(100, 24);
  await see(/\[1 Events/);
  type("q");
  await see(/before\n(.*\n)*ended 0/);
  await terminal.expectShell();
});

test.skipIf(!hasTmux)("moving: by one, by ten, to either end, into the details and back", async () => {
  const { sandbox, terminal } = await openScreen({ columns: 80, rows: 24 });
  await using client = createClient({ baseUrl: sandbox.url, apiKey: sandbox.apiKey });
  for (let count = 1; count <= 30; count++) {
    await client.paymentIntents.create({ amount: count * 100, currency: "usd" });
  }
  const { press, type, see } = terminal;
  await see(/^›.* 30\.00 USD/m);
  press("Down");
  await see(/^›.* 29\.00 USD/m);
  type("j");
  await see(/^›.* 28\.00 USD/m);
  press("Up");
  type("k");
  await see(/^›.* 30\.00 USD/m);
  press("NPage");
  await see(/^›.* 20\.00 USD/m);
  press("PPage");
  await see(/^›.* 30\.00 USD/m);
  type("G");
  await see(/^›.* 1\.00 USD/m);
  // Somewhere else than at the top the selection stays where it is.
  await client.paymentIntents.create({ amount: 9900, currency: "usd" });
  await see(/\[1 Events 31\]/);
  await see(/^›.* 1\.00 USD/m);
  press("Enter");
  await see(/^payment\.created +#1$/m);
  type("j");
  await see(/^evt_/m);
  type("G");
  await see(/^}$/m);
  press("Up");
  await see(/^ +"pending_webhooks"/m);
  type("g");
  await see(/^payment\.created +#1$/m);
  press("Escape");
  await see(/^›.* 1\.00 USD/m);
  type("g");
  await see(/^›.* 99\.00 USD/m);
});

test.skipIf(!hasTmux)("e opens the editor, and what was made of the event goes to the receiver, signed", async () => {
  const { machine, receiver, terminal } = await openScreen({
    columns: 110,
    rows: 24,
    assign: "EDITOR=$HOME/edit.sh",
  });
  // The editor of somebody who makes every payment a large one.
  const script = join(machine.home, "edit.sh");
  writeFileSync(script, `#!/bin/sh\nsed -i 's/"amount": 2000/"amount": 777777/' "$1"\n`);
  chmodSync(script, 0o755);
  await machine.run(["trigger", "payment.created"]);
  await terminal.see(/^›.*payment\.created/m);
  await expect.poll(() => receiver.count()).toBeGreaterThan(0);
  const before = receiver.count();
  terminal.type("e");
  await terminal.see(/Sent the changed payment\.created|✗ /);
  expect(receiver.bodies.slice(before).join("")).toContain('"amount":777777');
});

test.skipIf(!hasTmux)("wide letters, and text from right to left, break no line", async () => {
  const { sandbox, terminal } = await openScreen({ columns: 100, rows: 60 });
  await using client = createClient({ baseUrl: sandbox.url, apiKey: sandbox.apiKey });
  const description = "支付成功 שלום עולם \u202E👩‍👩‍👧 \u001B[31mred";
  await client.paymentIntents.create({ amount: 500, currency: "usd", description });
  await terminal.see(/支付成功 שלום/);
  const lines = terminal.capture().split("\n");
  expect(lines.slice(3, 58).every((line) => line.includes("│"))).toBe(true);
  expect(lines.join("")).not.toContain("\u202E");
  terminal.resize(60, 15);
  await terminal.see(/⏎ details/);
});

test.skipIf(!hasTmux)("NO_COLOR leaves the screen without colour, and nothing of its meaning is lost", async () => {
  const { machine, terminal } = await openScreen({ columns: 100, rows: 20, env: { NO_COLOR: "1" } });
  await machine.run(["trigger", "payment.created"]);
  await terminal.see(/↻ .*payment\.created/);
  // oxlint-disable-next-line no-control-regex -- Colours are what must not be there.
  expect(terminal.captureColours()).not.toMatch(/\u001B\[(3[0-7]|9[0-7]|38;|4[0-7])/);
});

test.skipIf(!hasTmux)("a sandbox that comes back on another port is found there, and named on top", async () => {
  const machine = createMachine();
  const first = await machine.startSandbox(["--port", "0"]);
  const terminal = openTerminal(machine, { columns: 120, rows: 24 });
  await terminal.see(/[$#]/);
  terminal.type(`${process.execPath} ${bin} dev`);
  terminal.press("Enter");
  await terminal.see(`● micro ${new URL(first.url).host}`);
  first.child.kill("SIGTERM");
  await first.child;
  await terminal.see("connection lost");
  const second = await machine.startSandbox(["--port", "0"]);
  await terminal.see(`● micro ${new URL(second.url).host}`);
  await machine.run(["trigger", "payment.succeeded"]);
  await terminal.see("payment.succeeded");
  terminal.type("c");
  await terminal.see(`Copied: curl '${second.url}/`);
  terminal.type("2");
  await terminal.see(/201 .* POST +\/payments\/payment_intents/);
  terminal.type("q");
});
