import type { Reconciliation } from "@micro/sdk";

import { out } from "./colours.ts";
import { counted } from "./counted.ts";
import { table } from "./table.ts";

/** Whether payments and ledger agree, and where they do not. */
export function reconciliationText({ clean, checked, difference_count: count, differences }: Reconciliation): string {
  const looked = Object.entries(checked)
    .filter(([, found]) => found > 0)
    .map(([kind, found]) => counted(found, kind.replaceAll("_", " ").replace(/s$/, "")))
    .join(", ");
  if (clean) {
    const what = looked === "" ? "There are no payments yet." : out.dim(looked);
    return `${out.green("✓")} Payments and ledger agree.\n  ${what}`;
  }
  const lines = differences.flatMap(({ kind, problem, message, expected, found }) => [
    [out.red("✗"), kind.replaceAll("_", " "), problem, message],
    ...(expected === null ? [] : [["", "", out.dim("expected"), out.dim(expected)]]),
    ...(found === null ? [] : [["", "", out.dim("found"), out.dim(found)]]),
  ]);
  const more = count > differences.length ? `\nand ${(count - differences.length).toLocaleString("en")} more` : "";
  return `${out.red("✗")} ${counted(count, "difference")} between payments and ledger:\n${table(lines)}${more}`;
}
