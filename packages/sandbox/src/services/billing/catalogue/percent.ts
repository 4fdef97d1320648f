/** Reads a percentage that the contract has checked, as an integer of its smallest step: `25.5` with two decimals is 2550. */
export function parsePercent(text: string, decimals: number): number {
  const [whole = "", fraction = ""] = text.split(".");
  return Number(`${whole}${fraction.padEnd(decimals, "0")}`);
}

/** Writes it again, without zeros at the end. */
export function formatPercent(steps: number, decimals: number): string {
  const digits = String(steps).padStart(decimals + 1, "0");
  const fraction = digits.slice(-decimals).replace(/0+$/, "");
  return `${digits.slice(0, -decimals)}${fraction && "."}${fraction}`;
}
