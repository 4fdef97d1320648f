import { sandboxTest } from "@micro/sandbox/node-test";

import { workIn, workInOwn } from "./work.js";

const test = sandboxTest();
const limit = { timeout: 20_000 };

test("one that was there", limit, ({ t, sandbox }) => {
  t.mock.timers.enable();
  return workIn(sandbox);
});
test("one of its own", limit, ({ t }) => {
  t.mock.timers.enable();
  return workInOwn();
});
