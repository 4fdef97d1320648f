import type { Invoice } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getCustomer } from "../../customers/index.ts";

/** Who a customer is, as his invoices keep it. */
export type CustomerDetails = Pick<
  Invoice,
  "customer_address" | "customer_email" | "customer_name" | "customer_phone" | "customer_shipping"
>;

/** Who a customer is now. */
export async function customerDetails(ctx: Context, id: string): Promise<string> {
  const { address, email, name, phone, shipping } = await getCustomer(ctx, { id });
  return JSON.stringify({
    customer_address: address,
    customer_email: email,
    customer_name: name,
    customer_phone: phone,
    customer_shipping: shipping,
  } satisfies CustomerDetails);
}
