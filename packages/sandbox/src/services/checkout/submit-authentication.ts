import type { AuthenticationPage, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { followInvoicePayment } from "../billing/index.ts";
import { getPaymentIntent, submitAuthentication as submit } from "../payments/index.ts";
import { followPayment } from "./complete-session.ts";
import { followSetup } from "./set-up-method.ts";

/**
 * Passes or fails an authentication, as the payer. What waited for it, a session or an invoice, goes on in the same transaction, so
 * that the page the payer comes back to shows how it stands.
 */
export async function submitAuthentication(
  ctx: Context,
  input: InputOf<Operations["authentication_page.submit"]>,
): Promise<AuthenticationPage> {
  const page = await submit(ctx, input);
  if (page.state === "succeeded" && page.intent.startsWith("pi_")) {
    const { status } = await getPaymentIntent(ctx, { id: page.intent });
    if (status === "succeeded") await followInvoicePayment(ctx, "payment.succeeded", page.intent);
    await followPayment(ctx, status === "succeeded" ? "payment.succeeded" : "payment.processing", page.intent);
  }
  if (page.state === "succeeded" && page.intent.startsWith("seti_")) await followSetup(ctx, page.intent);
  return page;
}
