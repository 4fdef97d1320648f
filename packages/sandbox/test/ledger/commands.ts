import { amountMax, ledgerAccountTypes, type Asset, type LedgerAccountType } from "@micro/sdk/contract";
import * as fc from "fast-check";

export interface Leg {
  from: number;
  to: number;
  amount: number;
  currency: Asset;
}

/** One step of a random history. Numbers name accounts and transactions that are there by then. */
export type Command =
  | { do: "open"; type: LedgerAccountType; currency: Asset | null; min: number | null; max: number | null }
  | { do: "record"; legs: Leg[]; pending: boolean; expiresIn: number | null; dated: number | null; skew: number }
  | { do: "repeat"; which: number }
  | { do: "post"; which: number; percent: number | null }
  | { do: "void"; which: number }
  | { do: "reverse"; which: number }
  | { do: "close" | "reopen"; which: number }
  | { do: "rename"; which: number; like: number | null }
  | { do: "advance"; seconds: number };

const which = fc.nat(30);
const currency = fc.constantFrom<Asset>("usd", "jpy");
const amount = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 120 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: amountMax }) },
  { weight: 1, arbitrary: fc.constantFrom(amountMax, amountMax - 1, 2 ** 52) },
);
const leg = fc.record({ from: fc.nat(5), to: fc.nat(5), amount, currency });

const open = fc.record({
  do: fc.constant("open" as const),
  type: fc.constantFrom(...ledgerAccountTypes),
  currency: fc.option(currency, { freq: 2 }),
  min: fc.option(fc.integer({ min: -100, max: 0 }), { freq: 2 }),
  max: fc.option(fc.integer({ min: 1, max: 300 }), { freq: 3 }),
});
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: open },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("record" as const),
      legs: fc.array(leg, { minLength: 1, maxLength: 3 }),
      pending: fc.boolean(),
      expiresIn: fc.option(fc.integer({ min: 1, max: 50 }), { freq: 2 }),
      dated: fc.option(fc.integer({ min: -100, max: 100 }), { freq: 3 }),
      skew: fc.oneof(
        { weight: 9, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }) },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("repeat" as const), which }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("post" as const),
      which,
      percent: fc.option(fc.integer({ min: 1, max: 120 }), { freq: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("void" as const), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("reverse" as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("close" as const, "reopen" as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("rename" as const), which, like: fc.option(which, { freq: 2 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("advance" as const), seconds: fc.integer({ min: 1, max: 40 }) }),
  },
);

/** A history: some accounts, then anything. */
export const history: fc.Arbitrary<Command[]> = fc
  .tuple(
    fc.array(open, { minLength: 2, maxLength: 4 }),
    fc.array(command, { minLength: 1, maxLength: 20, size: "max" }),
  )
  .map(([accounts, commands]) => [...accounts, ...commands]);
