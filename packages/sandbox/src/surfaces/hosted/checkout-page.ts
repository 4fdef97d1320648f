import { formatAmount, type CheckoutPage, type CheckoutSession, type LineItem, type Price } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import { messagePage, type Page } from "./layout.ts";
import { paymentForms } from "./payment-forms.ts";
import type { CheckoutForm } from "./read-form.ts";

/** The page of a checkout session: what is bought, if anything is, and the forms to pay it or to save a method. */
export function checkoutPage(shown: CheckoutPage, sent: CheckoutForm = {}, problem?: string): Page {
  const { session, next_url: nextUrl } = shown;
  if (session.status === "expired") {
    return messagePage("bad", "This page has expired", "Ask the shop for a new one. Nothing was charged.");
  }
  if (session.status === "complete") return donePage(shown);
  const isSetup = session.mode === "setup";
  const action = actionOf(session);
  const error = problem ?? shown.error?.message;
  return {
    title: action,
    body: html`<div class="columns">
      <section aria-labelledby="order">
        ${session.cancel_url === null ? "" : html`<a class="back" href="${session.cancel_url}">← Back to the shop</a>`}
        ${isSetup ? setupPart : orderPart(shown)}
      </section>
      <section class="paper" aria-label="Payment">
        ${error === undefined ? "" : html`<p class="error" role="alert">${error}</p>`}
        ${
          nextUrl === null
            ? ""
            : html`<p>
                Your card waits to be authenticated. <a href="${nextUrl}">Continue</a>, or
                ${isSetup ? "save another one" : "pay in another way"}.
              </p>`
        }
        ${paymentForms(shown.payment_method_types, { ...payerOf(shown), ...sent }, action, isSetup ? "Save" : "Pay by")}
      </section>
    </div>`,
  };
}

function donePage({ session, next_url: nextUrl }: CheckoutPage): Page {
  if (session.mode === "setup") return messagePage("good", "Payment method saved", "Nothing was charged.", nextUrl);
  switch (session.payment_status) {
    case "no_payment_required":
      return messagePage("good", "Subscription begun", "Nothing was charged yet.", nextUrl);
    case "paid":
      return messagePage("good", "Payment received", `You paid ${totalOf(session)}.`, nextUrl);
    case "unpaid":
      return messagePage(
        "good",
        "Payment on its way",
        "Your bank will confirm it. There is nothing more to do.",
        nextUrl,
      );
  }
}

function actionOf(session: CheckoutSession): string {
  if (session.mode === "setup") return "Save payment method";
  return session.amount_total === 0 ? "Subscribe" : `Pay ${totalOf(session)}`;
}

const totalOf = ({ amount_total: total, currency }: CheckoutSession): string =>
  total === null || currency === null ? "" : formatAmount(total, currency);

const setupPart = html`<h1 id="order">Your payment details</h1>
  <p class="soft">They are saved for payments to come. Nothing is charged now.</p>`;

const orderPart = (shown: CheckoutPage): SafeHtml =>
  html`<h1 id="order">Your order</h1>
    <p class="total">${totalOf(shown.session)}</p>
    <ul class="items">
      ${shown.line_items.map(itemLine)}
    </ul>
    ${shown.session.allow_promotion_codes ? codeForm(shown) : ""}`;

const itemLine = ({ amount_total: total, currency, description, price, quantity }: LineItem): SafeHtml =>
  html`<li>
    <span
      >${description}${
        quantity > 1
          ? html`<small
              >${quantity} ×${price.unit_amount === null ? "" : ` ${formatAmount(price.unit_amount, currency)}`}</small
            >`
          : ""
      }${price.recurring === null ? "" : html`<small>${everyOf(price.recurring)}</small>`}</span
    ><span class="amount">${formatAmount(total, currency)}</span>
  </li>`;

/** A promotion code to redeem, or the one that was. */
function codeForm({ session }: CheckoutPage): SafeHtml {
  const taken =
    session.promotion_code === null || session.currency === null
      ? ""
      : `${formatAmount(session.amount_discount, session.currency)} off.`;
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
