import { expect, test } from "vitest";

import { toPayment } from "./read-form.ts";

test.for([
  ["12/34", 12, 34],
  ["1 / 2034", 1, 2034],
  ["1234", 12, 34],
  ["0134", 1, 34],
] as const)(
  "the expiry %s is read, with a stroke or, from a keypad of digits, without one",
  ([expiry, month, year]) => {
    expect(toPayment({ number: "4242424242424242", expiry, cvc: "123" })).toMatchObject({
      payment_method_data: { card: { exp_month: month, exp_year: year } },
    });
  },
);
