import type { Context } from "../../platform/context.ts";
import { payoutUnderWay, topupUnderWay } from "./store.ts";

/** A payout or a top-up of which is not decided yet what becomes of it, if there is one: its money may still come (back). */
export async function findUnderWay({ tx, principal: { realm } }: Context): Promise<string | undefined> {
  const found = (await tx.first(payoutUnderWay, { realm })) ?? (await tx.first(topupUnderWay, { realm }));
  return found?.id;
}
