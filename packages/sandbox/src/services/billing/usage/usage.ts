import type { Context } from "../../../platform/context.ts";
import type { MeterRow } from "../../products/index.ts";
import { lastUsed, usedBetween } from "./usage-store.ts";

/** Whose use, by which meter, from an instant on and before another. */
export interface UsageQuery {
  meter: Pick<MeterRow, "id" | "formula">;
  customer: string;
  start: number;
  end: number;
}

/** What a customer used by a meter: nothing where it comes to less. */
export async function usageOf(
  { tx, principal }: Context,
  { meter: { id: meter, formula }, customer, start, end }: UsageQuery,
): Promise<number> {
  const span = { realm: principal.realm, meter, customer, start, end };
  if (formula === "last") return Math.max(0, (await tx.first(lastUsed, span))?.value ?? 0);
  const used = await tx.first(usedBetween, span);
  return Math.max(0, (formula === "sum" ? used?.sum : used?.count) ?? 0);
}
