/** `amount × part / whole`, exactly, then rounded half away from zero: a credit is the mirror of its charge. */
export function portion(amount: number, part: number, whole: number): number {
  const numerator = BigInt(amount) * BigInt(part) * 2n;
  const denominator = BigInt(whole) * 2n;
  const half = numerator < 0n ? -BigInt(whole) : BigInt(whole);
  return Number((numerator + half) / denominator);
}

/**
 * An amount in parts that are in proportion to weights, none of them below zero, and add up to it exactly. Each part is
 * rounded down; what is left goes to the largest remainders, one unit each, the first of equal ones first.
 */
export function spread(amount: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) return weights.map(() => 0);
  const exact = weights.map((weight) => BigInt(amount) * BigInt(weight));
  const parts = exact.map((part) => Number(part / whole));
  const left = amount - parts.reduce((sum, part) => sum + part, 0);
  const byRemainder = [...exact.keys()].toSorted((a, b) => {
    const difference = remainder(exact, b, whole) - remainder(exact, a, whole);
    return Number(difference) || a - b;
  });
  for (const index of byRemainder.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

const remainder = (exact: readonly bigint[], index: number, whole: bigint) => (exact[index] ?? 0n) % whole;

/** The sum of what has an amount. */
export const sumOf = (parts: readonly { amount: number }[]) => parts.reduce((sum, { amount }) => sum + amount, 0);
