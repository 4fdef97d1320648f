import type { Context } from "../../platform/context.ts";
import { readAll } from "../balance/index.ts";
import { receivedPayments, receivedRefunds, reversals, transfers } from "./store.ts";

/** Every transfer and reversal of the caller's, sent and received. */
export async function readConnectRows(ctx: Context) {
  return {
    transfers: await readAll(ctx, transfers.behind),
    reversals: await readAll(ctx, reversals.behind),
    receivedPayments: await readAll(ctx, receivedPayments.behind),
    receivedRefunds: await readAll(ctx, receivedRefunds.behind),
  };
}
