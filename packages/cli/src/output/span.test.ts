import { expect, test } from "vitest";

import { spanText } from "./span.ts";

test.each([
  [0, "0 s"],
  [119, "119 s"],
  [120, "2 minutes"],
  [5400, "90 minutes"],
  [86_400, "24 hours"],
  [31_535_999, "365 days"],
])("%i seconds are told as %s", (seconds, text) => {
  expect(spanText(seconds)).toBe(text);
});
