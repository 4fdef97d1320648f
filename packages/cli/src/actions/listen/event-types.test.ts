import { expect, test } from "vitest";

import { parseEventTypes } from "./event-types.ts";

test("lists and repeated flags come together, each type once", () => {
  expect(parseEventTypes(["payment.created, charge.*", "*", "payment.created"])).toEqual([
    "payment.created",
    "charge.*",
    "*",
  ]);
});

test.for([
  ["payment.suceeded", /payment\.succeeded/],
  ["nothing.*", /micro trigger --list/],
  ["", /micro trigger --list/],
] as const)("%j, which no event can fit, is wrong usage", ([text, hint]) => {
  expect(() => parseEventTypes([text])).toThrow(
    expect.objectContaining({ exitCode: 2, hint: expect.stringMatching(hint) as string }),
  );
});
