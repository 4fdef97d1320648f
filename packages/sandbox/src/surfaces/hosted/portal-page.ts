import { formatAmount, type Invoice, type PaymentMethod, type PortalPage, type Price } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import { onDay } from "./invoice-words.ts";
import type { Page } from "./layout.ts";
import { testCards } from "./test-methods.ts";

/** The page on which a customer looks after what he pays for. */
export function portalPage(shown: PortalPage, problem?: string): Page {
  const { customer, invoices, payment_method: method, return_url: back, subscriptions } = shown;
  return {
    title: "Billing",
    body: html`<div class="columns">
      <section aria-labelledby="billing">
        ${back === null ? "" : html`<a class="back" href="${back}">← Back to the shop</a>`}
        <h1 id="billing">Billing</h1>
        <p class="soft">${customer.name ?? customer.email ?? "Your subscriptions and invoices"}</p>
        ${problem === undefined ? "" : html`<p class="error" role="alert">${problem}</p>`}
        ${subscriptions.length === 0 ? html`<p>There is no subscription.</p>` : subscriptions.map(subscriptionPart)}
        <h2>Invoices</h2>
        <ul class="items">
          ${invoices.map(invoiceLine)}
        </ul>
      </section>
      <section class="paper" aria-label="Payment method">${cardForm(method)}</section>
    </div>`,
  };
}

function subscriptionPart({ subscription, name, plans }: PortalPage["subscriptions"][number]): SafeHtml {
  const { id, cancel_at_period_end: ends, items, status } = subscription;
  const [item] = items.data;
  const until = item === undefined ? "" : onDay(item.current_period_end);
  return html`<section class="paper" aria-label="${name}">
    <h2>${name}</h2>
    <p>${items.data.map(({ price }) => priceText(price)).join(", ")} · ${status}</p>
    <p class="soft">${ends ? `Ends on ${until}` : `Renews on ${until}`}</p>
    ${plans.map(
      (price) =>
        html`<form method="post">
          <input type="hidden" name="subscription" value="${id}" />
          <input type="hidden" name="price" value="${price.id}" />
          <button class="secondary" type="submit" name="action" value="change_plan">
            Change to ${priceText(price)}
          </button>
        </form>`,
    )}
    <form method="post">
      <input type="hidden" name="subscription" value="${id}" />
      <button class="secondary" type="submit" name="action" value="${ends ? "keep" : "cancel"}">
        ${ends ? "Keep subscription" : "Cancel subscription"}
      </button>
    </form>
  </section>`;
}

function priceText({ currency, nickname, recurring, unit_amount: amount }: Price): string {
  const { interval = "month", interval_count: count = 1 } = recurring ?? {};
  const every = count === 1 ? `a ${interval}` : `every ${count} ${interval}s`;
  const sum = `${amount === null ? "by tiers" : formatAmount(amount, currency)} ${every}`;
  return nickname === null ? sum : `${nickname}, ${sum}`;
}

const invoiceLine = ({
  amount_due: due,
  created,
  currency,
  hosted_invoice_url: url,
  number,
  status,
}: Invoice): SafeHtml =>
  html`<li>
    <span><a href="${url ?? ""}">${number ?? "Invoice"}</a><small>${onDay(created)} · ${status}</small></span
    ><span class="amount">${formatAmount(due, currency)}</span>
  </li>`;

const cardForm = (method: PaymentMethod | null): SafeHtml =>
  html`<h2>Payment method</h2>
    <p>${method?.card ? `${method.card.brand} ending in ${method.card.last4}` : "There is none."}</p>
    <form method="post" aria-label="Change the card">
      <input type="hidden" name="type" value="card" />
      <input type="hidden" name="action" value="change_card" />
      <fieldset>
        <legend>Change to a test card</legend>
        <div class="cards">
          ${testCards.map(
            ({ label, number }) =>
              html`<button class="chip" type="submit" name="test_card" value="${number}">${label}</button>`,
          )}
        </div>
      </fieldset>
    </form>`;
