import type { InputOf, Operations, TaxId } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { getCustomerRow } from "./customer.ts";
import { taxIds } from "./store.ts";
import { toTaxId } from "./tax-id.ts";

/** Those that Stripe has a register asked about. */
const registered: ReadonlySet<string> = new Set(["au_abn", "eu_vat", "gb_vat"]);

/** What the register says of the test numbers (https://docs.stripe.com/billing/customer/tax-ids#test-customer-tax-id-verification). */
const answers: Readonly<Record<string, "verified" | "unverified">> = {
  "000000000": "verified",
  "111111111": "unverified",
};

/** Gives a customer a tax id. What a register says of it comes at once, and is told by an event of its own. */
export async function createTaxId(ctx: Context, input: InputOf<Operations["tax_ids.create"]>): Promise<TaxId> {
  const { id: customer } = await getCustomerRow(ctx, input.customer, "customer");
  const isRegistered = registered.has(input.type);
  const livemode = ctx.principal.mode === "live";
  const row = {
    id: ctx.platform.ids("taxId"),
    realm: ctx.principal.realm,
    customer,
    type: input.type,
    value: input.value,
    verification: isRegistered ? "pending" : "unavailable",
    created: ctx.now,
  } as const;
  await ctx.tx.run(taxIds.insert, row);
  const taxId = toTaxId(row, livemode);
  await recordEvent(ctx, "customer.tax_id.created", taxId);
  const answer = isRegistered ? answers[input.value] : undefined;
  if (answer === undefined) return taxId;
  const answered = { ...row, verification: answer };
  await ctx.tx.run(taxIds.update, answered);
  await recordEvent(ctx, "customer.tax_id.updated", toTaxId(answered, livemode));
  return taxId;
}
