import { expect, test, vi } from "vitest";

import { createMachine } from "../micro.ts";
import { hasTmux, openDev, wait } from "./terminal.ts";

test("without a terminal plain lines are printed, one JSON value each", async () => {
  const machine = createMachine();
  await machine.openSandbox();
  const child = machine.spawn(["dev", "--format", "json"]);
  let received = "";
  child.stdout.on("data", (chunk: Buffer) => (received += chunk.toString()));
  await vi.waitFor(() => expect(received).toContain('"ready"'), wait);
  await machine.run(["trigger", "payment.created"]);
  await vi.waitFor(() => expect(received).toContain('"payment.created"'), wait);
  child.kill("SIGTERM");
  await child;
  expect(received).not.toContain("\u001B");
  for (const line of received.trimEnd().split("\n")) JSON.parse(line);
});

test.skipIf(!hasTmux).for([
  ["--plain", "", "--plain"],
  ["CI", "CI=true", ""],
  ["a terminal that cannot be drawn on", "TERM=dumb", ""],
  ["a screen reader", "INK_SCREEN_READER=true", ""],
] as const)("%s: plain lines, also in a terminal", async ([, assign, flags]) => {
  const { machine, terminal } = await openDev({ columns: 100, rows: 20, assign, flags });
  await terminal.see(/before\n(.*\n)*Ready\. Listening to all events/);
  await machine.run(["trigger", "payment.created"]);
  await terminal.see(/payment\.created/);
  terminal.press("C-c");
  await terminal.see(/ended 130/);
});
