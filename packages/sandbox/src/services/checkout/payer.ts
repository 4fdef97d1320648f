import type { PaymentMethodData } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { createCustomer, getCustomer } from "../customers/index.ts";
import type { SessionRow } from "./tables.ts";

/** What a payer sends. */
export interface Paying {
  payment_method?: string | undefined;
  payment_method_data?: PaymentMethodData | undefined;
  email?: string | undefined;
  name?: string | undefined;
}

interface Details {
  email: string | null;
  name: string | null;
}

/** The session with what the payer says of himself. */
export async function withDetails(
  ctx: Context,
  row: SessionRow,
  { email, name }: Pick<Paying, "email" | "name">,
): Promise<{ known: SessionRow; details: Details }> {
  // What he does not say is as it is known of the customer that he is.
  const customer = row.customer === null ? null : await getCustomer(ctx, { id: row.customer });
  const details = {
    email: email ?? row.customer_email ?? customer?.email ?? null,
    name: name ?? customer?.name ?? null,
  };
  return { known: { ...row, customer_details: JSON.stringify(details) }, details };
}

/** The customer of a session, made where it asks for one. */
export async function customerOf(ctx: Context, row: SessionRow, { email, name }: Details): Promise<string | null> {
  if (row.customer !== null || row.customer_creation === "if_required") return row.customer;
  const customer = await createCustomer(ctx, { ...(email !== null && { email }), ...(name !== null && { name }) });
  return customer.id;
}
