import * as fc from "fast-check";
import { expect, test } from "vitest";

import { priceLines, totalsOf, type DiscountTerms, type LineTerms, type TaxTerms } from "./invoice-pricing.ts";

const percent = (id: string, percentOff: number, products: string[] | null = null): DiscountTerms => ({
  id,
  amountOff: null,
  percentOff,
  products,
});
const off = (id: string, amountOff: number, products: string[] | null = null): DiscountTerms => ({
  id,
  amountOff,
  percentOff: null,
  products,
});
const vat: TaxTerms = { id: "vat", inclusive: false, percentage: 200_000 };
const within: TaxTerms = { id: "within", inclusive: true, percentage: 70_000 };
const line = (amount: number, more: Partial<LineTerms> = {}): LineTerms => ({
  amount,
  discountable: true,
  product: null,
  discounts: [],
  taxes: [],
  ...more,
});

test("a line's own discounts come first, and each takes from what the one before left", () => {
  const lines = [line(10_000, { discounts: [percent("own", 1000)] }), line(5000)];
  const priced = priceLines(lines, [percent("first", 5000), off("second", 700)]);
  expect(priced.map(({ discount_amounts: taken }) => taken.map(({ amount }) => amount))).toEqual([
    [1000, 4500, 450],
    [2500, 250],
  ]);
  expect(totalsOf(priced)).toMatchObject({ subtotal: 14_000, total: 6300, total_excluding_tax: 6300 });
});

test("an amount takes no more than there is, and nothing from credits and what cannot be discounted", () => {
  const priced = priceLines([line(300), line(-200), line(900, { discountable: false })], [off("all", 5000)]);
  expect(totalsOf(priced)).toMatchObject({
    subtotal: 1000,
    total: 700,
    total_discount_amounts: [{ amount: 300, discount: "all" }],
  });
});

test("a discount for products leaves the lines of others as they are", () => {
  const lines = [line(1000, { product: "tea" }), line(1000, { product: "cake" }), line(1000)];
  const priced = priceLines(lines, [percent("tea only", 10_000, ["tea"])]);
  expect(priced.map(({ net }) => net)).toEqual([0, 1000, 1000]);
});

test("an inclusive tax is found in the price, an exclusive one is added to what is left without it", () => {
  const priced = priceLines([line(10_700, { taxes: [within, vat] })], []);
  expect(priced[0]?.taxes).toEqual([
    { amount: 700, tax_behavior: "inclusive", tax_rate: "within", taxable_amount: 10_000 },
    { amount: 2000, tax_behavior: "exclusive", tax_rate: "vat", taxable_amount: 10_000 },
  ]);
  expect(totalsOf(priced)).toMatchObject({
    subtotal: 10_700,
    subtotal_excluding_tax: 10_000,
    total_excluding_tax: 10_000,
    total: 12_700,
  });
});

test("a tax is rounded half up on each line, and a credit is the mirror of its charge", () => {
  const taxOf = (amount: number) => priceLines([line(amount, { taxes: [vat] })], [])[0]?.taxes[0]?.amount;
  expect([taxOf(2), taxOf(3), taxOf(-2), taxOf(-3)]).toEqual([0, 1, 0, -1]);
});

const terms = fc.record({
  id: fc.string({ minLength: 3, maxLength: 8 }),
  amount: fc.integer({ min: 1, max: 50_000 }),
  share: fc.integer({ min: 1, max: 10_000 }),
  byAmount: fc.boolean(),
  products: fc.constantFrom(null, ["a"], ["a", "b"]),
});
const discountTerms = terms.map(({ id, amount, share, byAmount, products }): DiscountTerms => ({
  id,
  amountOff: byAmount ? amount : null,
  percentOff: byAmount ? null : share,
  products,
}));
const taxTerms = fc.constantFrom(vat, within, { id: "city", inclusive: false, percentage: 12_345 });
const lineTerms = fc.record({
  amount: fc.integer({ min: -100_000, max: 1_000_000 }),
  discountable: fc.boolean(),
  product: fc.constantFrom(null, "a", "b", "c"),
  discounts: fc.array(discountTerms, { maxLength: 2 }),
  taxes: fc.uniqueArray(taxTerms, { maxLength: 3 }),
});

test("the sums of the lines are the totals, whatever discounts and taxes there are", () => {
  fc.assert(
    fc.property(
      fc.array(lineTerms, { maxLength: 12 }),
      fc.array(discountTerms, { maxLength: 3 }),
      (lines, discounts) => {
        const priced = priceLines(lines, discounts);
        const totals = totalsOf(priced);
        const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
        const amountsOf = (parts: readonly { amount: number }[]) => sum(parts.map(({ amount }) => amount));
        const taxes = priced.flatMap((one) => one.taxes);
        const taken = amountsOf(priced.flatMap((one) => one.discount_amounts));
        const added = amountsOf(taxes.filter(({ tax_behavior: behavior }) => behavior === "exclusive"));
        expect(totals.total).toBe(amountsOf(lines) - taken + added);
        expect(amountsOf(totals.total_taxes)).toBe(amountsOf(taxes));
        expect(amountsOf(totals.total_discount_amounts)).toBe(taken);
        expect(totals.total - amountsOf(totals.total_taxes)).toBe(totals.total_excluding_tax);
        for (const [index, { discount_amounts: parts, net }] of priced.entries()) {
          const amount = lines[index]?.amount ?? 0;
          expect(amountsOf(parts)).toBeLessThanOrEqual(Math.max(0, amount));
          expect(Math.sign(net) * Math.sign(amount)).toBeGreaterThanOrEqual(0);
        }
      },
    ),
  );
});
