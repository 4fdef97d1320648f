import { formatAmount, type CheckoutPage, type Price } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import { messagePage, type Page } from "./layout.ts";
import { paymentForms } from "./payment-forms.ts";
import type { CheckoutForm } from "./read-form.ts";

/** The page of a checkout session: what is bought, and the forms to pay it. */
export function checkoutPage(shown: CheckoutPage, sent: CheckoutForm = {}, problem?: string): Page {
  const { session, line_items: items, next_url: nextUrl } = shown;
  if (session.status === "expired") {
    return messagePage("bad", "This page has expired", "Ask the shop for a new one. Nothing was charged.");
  }
  if (session.status === "complete") {
    if (session.payment_status === "no_payment_required") {
      return messagePage("good", "Subscription begun", "Nothing was charged yet.", nextUrl);
    }
    return session.payment_status === "paid"
      ? messagePage(
          "good",
          "Payment received",
          `You paid ${formatAmount(session.amount_total, session.currency)}.`,
          nextUrl,
        )
      : messagePage("good", "Payment on its way", "Your bank will confirm it. There is nothing more to do.", nextUrl);
  }
  const total = formatAmount(session.amount_total, session.currency);
  const action = session.amount_total === 0 ? "Subscribe" : `Pay ${total}`;
  const error = problem ?? shown.error?.message;
  return {
    title: action,
    body: html`<div class="columns">
      <section aria-labelledby="order">
        ${session.cancel_url === null ? "" : html`<a class="back" href="${session.cancel_url}">← Back to the shop</a>`}
        <h1 id="order">Your order</h1>
        <p class="total">${total}</p>
        <ul class="items">
          ${items.map(
            (item) =>
              html`<li>
                <span
                  >${item.description}${
                    item.quantity > 1
                      ? html`<small
                          >${item.quantity}
                          ×${
                            item.price.unit_amount === null
                              ? ""
                              : ` ${formatAmount(item.price.unit_amount, item.currency)}`
                          }</small
                        >`
                      : ""
                  }${item.price.recurring === null ? "" : html`<small>${everyOf(item.price.recurring)}</small>`}</span
                ><span class="amount">${formatAmount(item.amount_total, item.currency)}</span>
              </li>`,
          )}
        </ul>
        ${session.allow_promotion_codes ? codeForm(shown) : ""}
      </section>
      <section class="paper" aria-label="Payment">
        ${error === undefined ? "" : html`<p class="error" role="alert">${error}</p>`}
        ${
          nextUrl === null
            ? ""
            : html`<p>
                Your card waits to be authenticated. <a href="${nextUrl}">Continue</a>, or pay in another way.
              </p>`
        }
        ${paymentForms(shown.payment_method_types, { ...payerOf(shown), ...sent }, action)}
      </section>
    </div>`,
  };
}

/** A promotion code to redeem, or the one that was. */
function codeForm({ session }: CheckoutPage): SafeHtml {
  const taken =
    session.promotion_code === null ? "" : `${formatAmount(session.amount_discount, session.currency)} off.`;
  return html`<form method="post" aria-label="Promotion code">
    <p class="soft">${taken}</p>
    <label>Promotion code <input name="promotion_code" maxlength="500" /></label>
    <button class="secondary" type="submit" name="action" value="redeem">Apply</button>
  </form>`;
}

/** How often a price falls due, in words. */
const everyOf = ({ interval, interval_count: count }: NonNullable<Price["recurring"]>): string =>
  count === 1 ? `every ${interval}` : `every ${count} ${interval}s`;

/** What is known of the payer, as he would fill it in. */
function payerOf({ session }: CheckoutPage): CheckoutForm {
  const { customer_details: details, customer_email: email } = session;
  return { email: email ?? details?.email ?? "", name: details?.name ?? "" };
}
