import type { Context } from "../../platform/context.ts";
import { readAll } from "../balance/index.ts";
import {
  applicationFeeRefunds,
  applicationFees,
  receivedPayments,
  receivedRefunds,
  returnedFees,
  reversals,
  transfers,
} from "./store.ts";

/** Every transfer, reversal and application fee of the caller's, sent and received. */
export async function readConnectRows(ctx: Context) {
  return {
    transfers: await readAll(ctx, transfers.behind),
    reversals: await readAll(ctx, reversals.behind),
    receivedPayments: await readAll(ctx, receivedPayments.behind),
    receivedRefunds: await readAll(ctx, receivedRefunds.behind),
    applicationFees: await readAll(ctx, applicationFees.behind),
    applicationFeeRefunds: await readAll(ctx, applicationFeeRefunds.behind),
    returnedFees: await readAll(ctx, returnedFees.behind),
  };
}
