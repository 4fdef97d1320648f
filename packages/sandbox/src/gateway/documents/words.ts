import { formatAmount, type Asset, type Invoice, type TaxRate } from "@micro/sdk/contract";

/** A day, in UTC: `2027-01-15`. */
export const onDay = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);

/** One sum below the lines of a page or a document. */
export interface Sum {
  label: string;
  amount: number;
}

/** What taxes come to, each by its name. */
export const taxSums = (taxes: Invoice["total_taxes"], rates: readonly TaxRate[]): Sum[] =>
  taxes.map(({ amount, tax_behavior: behavior, tax_rate: id }) => {
    const rate = rates.find((one) => one.id === id);
    const words = `${rate?.display_name ?? "Tax"} ${rate?.percentage ?? ""} %`;
    return { label: behavior === "inclusive" ? `${words}, included` : words, amount };
  });

/** What discounts take off, as one sum below zero. */
export const discountSum = (discounts: readonly { amount: number }[]): Sum => ({
  label: "Discounts",
  amount: discounts.reduce((sum, { amount }) => sum - amount, 0),
});

/** Sums as they are written, those of nothing left out unless they are named. */
export const writtenSums = (sums: readonly Sum[], currency: Asset, always: readonly string[]) =>
  sums
    .filter(({ label, amount }) => amount !== 0 || always.includes(label))
    .map(({ label, amount }) => ({ label, amount: formatAmount(amount, currency), isTotal: always.includes(label) }));
