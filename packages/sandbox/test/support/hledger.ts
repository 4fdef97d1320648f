import { execFileSync } from "node:child_process";

import { assets, type Asset } from "@micro/sdk/contract";

/** Whether the accounting program `hledger` is installed; without it the tests that need it are skipped, and this says so. */
export const hasHledger = findHledger();

function findHledger(): boolean {
  try {
    execFileSync("hledger", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    process.stderr.write("hledger is not installed: the tests that compare with it are skipped.\n");
    return false;
  }
}

/** Every balance that hledger computes from a journal, in minor units, debit positive, as `account currency`. */
export function hledgerBalances(file: string): Record<string, number> {
  const parameters = ["-f", file, "balance", "--flat", "--no-total", "--output-format", "csv", "--layout", "bare"];
  const [, ...records] = execFileSync("hledger", parameters, { maxBuffer: 2 ** 28 })
    .toString()
    .trim()
    .split("\n");
  return Object.fromEntries(
    records.map((record) => {
      const [account = "", commodity = "", balance = ""] = record.split(",").map((field) => field.replaceAll('"', ""));
      const asset = commodity.toLowerCase() as Asset;
      return [`${account} ${asset}`, toMinor(balance, assets[asset].exponent)];
    }),
  );
}

/** A decimal number as an integer of the minor unit, exactly. */
function toMinor(text: string, exponent: number): number {
  const [whole = "", fraction = ""] = text.split(".");
  return Number(whole + fraction.padEnd(exponent, "0").slice(0, exponent));
}
