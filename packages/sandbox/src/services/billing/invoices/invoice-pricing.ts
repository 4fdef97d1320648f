import type { Customer, Invoice, InvoiceLine } from "@micro/sdk/contract";

import { portion, spread, sumOf } from "./rounding.ts";

/** What a discount takes off. */
export interface DiscountTerms {
  id: string;
  amountOff: number | null;
  /** Hundredths of a percent. */
  percentOff: number | null;
  /** The ids of the products that it is for; null means all. */
  products: readonly string[] | null;
}

/** What a tax adds, or finds in a price. */
export interface TaxTerms {
  id: string;
  inclusive: boolean;
  /** Ten thousandths of a percent. */
  percentage: number;
}

/** A line before discounts and taxes. */
export interface LineTerms {
  amount: number;
  discountable: boolean;
  product: string | null;
  /** Those of the line alone. */
  discounts: readonly DiscountTerms[];
  taxes: readonly TaxTerms[];
}

/** What discounts and taxes make of a line. */
export interface PricedLine extends Pick<InvoiceLine, "discount_amounts" | "taxes"> {
  /** Less its own discounts. */
  subtotal: number;
  subtotalExcludingTax: number;
  /** Less all discounts and the taxes in it. */
  net: number;
}

/** The sums of an invoice. */
export type Totals = Pick<
  Invoice,
  "subtotal" | "subtotal_excluding_tax" | "total_discount_amounts" | "total_taxes" | "total_excluding_tax" | "total"
>;

const couponWhole = 10_000;
const taxWhole = 1_000_000;

/**
 * Takes discounts off lines and adds taxes. The rule: first each line's own discounts, then those of the invoice, one
 * after the other in their order, each of what the one before left. A percentage is rounded half up on each line; an
 * amount is spread over the lines by largest remainder, and never takes more than there is. A tax is rounded half up on
 * each line: an exclusive one is added to what is left of the line without the inclusive ones. Who is exempt, or owes the
 * tax himself, pays what is left without any of them.
 */
export function priceLines(
  lines: readonly LineTerms[],
  discounts: readonly DiscountTerms[],
  exempt: Customer["tax_exempt"] = "none",
): PricedLine[] {
  const cuts = lines.map((line) => ({ ...line, left: line.amount, taken: [] as InvoiceLine["discount_amounts"] }));
  for (const cut of cuts) for (const discount of cut.discounts) take(discount, [cut]);
  const subtotals = cuts.map(({ left }) => left);
  for (const discount of discounts) take(discount, cuts);
  return cuts.map(({ left, taken, taxes }, index) => {
    const subtotal = subtotals[index] ?? 0;
    const { net, amounts } = taxed(left, taxes, exempt);
    return {
      discount_amounts: taken,
      taxes: amounts,
      subtotal,
      subtotalExcludingTax: taxed(subtotal, taxes, exempt).net,
      net,
    };
  });
}

interface Cut extends LineTerms {
  left: number;
  taken: InvoiceLine["discount_amounts"];
}

/** Takes one discount off the lines that it is for. */
function take({ id, amountOff, percentOff, products }: DiscountTerms, cuts: readonly Cut[]): void {
  const eligible = cuts.filter(
    ({ discountable, left, product }) =>
      discountable && left > 0 && (products === null || (product !== null && products.includes(product))),
  );
  const left = eligible.map((cut) => cut.left);
  const amounts =
    percentOff === null
      ? spread(
          Math.min(
            amountOff ?? 0,
            left.reduce((sum, amount) => sum + amount, 0),
          ),
          left,
        )
      : left.map((amount) => portion(amount, percentOff, couponWhole));
  for (const [index, cut] of eligible.entries()) {
    const amount = amounts[index] ?? 0;
    cut.left -= amount;
    cut.taken.push({ amount, discount: id });
  }
}

/** The taxes of an amount, and what it is without those that are in it. */
function taxed(
  amount: number,
  taxes: readonly TaxTerms[],
  exempt: Customer["tax_exempt"],
): { net: number; amounts: InvoiceLine["taxes"] } {
  const within = taxes.filter(({ inclusive }) => inclusive);
  const whole = within.reduce((sum, { percentage }) => sum + percentage, taxWhole);
  const found = new Map(within.map(({ id, percentage }) => [id, portion(amount, percentage, whole)]));
  const net = [...found.values()].reduce((rest, tax) => rest - tax, amount);
  return {
    net,
    amounts: taxes.map(({ id, inclusive, percentage }) => ({
      amount: exempt === "none" ? (found.get(id) ?? portion(net, percentage, taxWhole)) : 0,
      tax_behavior: inclusive ? "inclusive" : "exclusive",
      tax_rate: id,
      taxable_amount: net,
      ...(exempt !== "none" && { taxability_reason: reasons[exempt] }),
    })),
  };
}

/** Why there is no tax on an amount. */
const reasons = { exempt: "customer_exempt", reverse: "reverse_charge" } as const;

/** What is left of a line without the taxes in it. */
export function netOf(line: Pick<InvoiceLine, "amount" | "discount_amounts" | "taxes">): number {
  const spared = line.taxes.find(({ taxability_reason: reason }) => reason !== undefined);
  if (spared) return spared.taxable_amount;
  const within = line.taxes.filter(({ tax_behavior: behavior }) => behavior === "inclusive");
  return line.amount - sumOf(line.discount_amounts) - sumOf(within);
}

/** What is to be paid of a line. */
export const worthOf = (line: Parameters<typeof netOf>[0]): number => netOf(line) + sumOf(line.taxes);

/** The sums of priced lines. */
export function totalsOf(lines: readonly PricedLine[]): Totals {
  const sum = (of: (line: PricedLine) => number) => lines.reduce((total, line) => total + of(line), 0);
  const discounts = new Map<string, number>();
  for (const { amount, discount } of lines.flatMap((line) => line.discount_amounts)) {
    discounts.set(discount, (discounts.get(discount) ?? 0) + amount);
  }
  const taxes = new Map<string, InvoiceLine["taxes"][number]>();
  for (const tax of lines.flatMap((line) => line.taxes)) {
    const { amount = 0, taxable_amount: taxable = 0 } = taxes.get(tax.tax_rate) ?? {};
    taxes.set(tax.tax_rate, { ...tax, amount: amount + tax.amount, taxable_amount: taxable + tax.taxable_amount });
  }
  const net = sum((line) => line.net);
  return {
    subtotal: sum((line) => line.subtotal),
    subtotal_excluding_tax: sum((line) => line.subtotalExcludingTax),
    total_discount_amounts: [...discounts].map(([discount, amount]) => ({ amount, discount })),
    total_taxes: [...taxes.values()],
    total_excluding_tax: net,
    total: [...taxes.values()].reduce((total, { amount }) => total + amount, net),
  };
}
