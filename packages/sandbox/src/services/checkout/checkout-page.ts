import type { CheckoutPage, InputOf, Operations, PaymentIntent, SetupIntent } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { getPaymentIntent, getSetupIntent } from "../payments/index.ts";
import { payRow } from "./pay-session.ts";
import { withCode } from "./redeem-code.ts";
import { getSessionRow, lineItemsOf, pageTermsOf, saveSession, toSession } from "./session.ts";
import type { SessionRow } from "./tables.ts";

/** What the page of a session shows to the payer who holds its secret. */
export async function getCheckoutPage(ctx: Context): Promise<CheckoutPage> {
  const row = await getSessionRow(ctx, ctx.principal.credential ?? "");
  const intent = row.payment_intent === null ? undefined : await getPaymentIntent(ctx, { id: row.payment_intent });
  const setup = row.setup_intent === null ? undefined : await getSetupIntent(ctx, { id: row.setup_intent });
  const error = row.status === "open" ? (intent?.last_payment_error ?? setup?.last_setup_error) : undefined;
  const session = toSession(ctx, row);
  return {
    object: "checkout_page",
    error: error ? { code: error.code, message: error.message } : null,
    line_items: lineItemsOf(row),
    next_url: nextUrl(row, intent ?? setup),
    payment_method_types: session.payment_method_types,
    session,
  };
}

/** Pays as the payer. A decline is kept, and answered as such. */
export async function submitCheckoutPage(
  ctx: Context,
  input: InputOf<Operations["checkout_page.submit"]>,
): Promise<CheckoutPage | DomainError> {
  const row = await getSessionRow(ctx, ctx.principal.credential ?? "");
  const result = await payRow(ctx, row, input);
  return result instanceof DomainError ? result : getCheckoutPage(ctx);
}

/** Redeems a promotion code as the payer. */
export async function redeemOnPage(
  ctx: Context,
  { promotion_code: word }: InputOf<Operations["checkout_page.redeem"]>,
): Promise<CheckoutPage> {
  const row = await getSessionRow(ctx, ctx.principal.credential ?? "");
  await saveSession(ctx, await withCode(ctx, row, word));
  return getCheckoutPage(ctx);
}

function nextUrl(row: SessionRow, intent: PaymentIntent | SetupIntent | undefined): string | null {
  switch (row.status) {
    case "open":
      return intent?.next_action?.redirect_to_url?.url ?? null;
    case "complete":
      return successUrl(row);
    case "expired":
      return null;
  }
}

/** The merchant's page, told which session it was. No method here makes an embedded page leave where it need not. */
function successUrl({ id, success_url: hosted, page_terms }: SessionRow): string | null {
  const { redirect_on_completion: redirect, return_url: back } = pageTermsOf({ page_terms });
  const url = redirect === "always" ? back : hosted;
  return url === null ? null : url.replaceAll("{CHECKOUT_SESSION_ID}", id).replaceAll("%7BCHECKOUT_SESSION_ID%7D", id);
}
