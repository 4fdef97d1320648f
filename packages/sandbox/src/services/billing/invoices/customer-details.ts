import type { Invoice } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getCustomer } from "../../customers/index.ts";

/** Who a customer is, as his invoices keep it. */
export type CustomerDetails = Pick<Invoice, "customer_email" | "customer_name" | "customer_phone">;

/** Who a customer is now. */
export async function customerDetails(ctx: Context, id: string): Promise<string> {
  const { email, name, phone } = await getCustomer(ctx, { id });
  return JSON.stringify({
    customer_email: email,
    customer_name: name,
    customer_phone: phone,
  } satisfies CustomerDetails);
}
