import { formatAmount, type Invoice, type PaymentMethod, type PortalPage, type Price } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import { onDay } from "../../gateway/documents/words.ts";
import { brandName } from "./brand-name.ts";
import { messagePage, type Page } from "./layout.ts";
import { customerForm } from "./portal-customer.ts";
import { testCards } from "./test-methods.ts";

/** The page on which a customer looks after what he pays for, or the one step that it opens at. */
export function portalPage(shown: PortalPage, problem?: string): Page {
  const { completed } = shown;
  if (completed?.redirect) {
    return messagePage("good", "Thank you", "The change is made.", completed.redirect.return_url);
  }
  if (completed?.type === "hosted_confirmation") {
    return messagePage("good", "Thank you", completed.hosted_confirmation?.custom_message ?? "The change is made.");
  }
  const { actions, business_profile: profile, customer, flow, return_url: back } = shown;
  return {
    title: "Billing",
    body: html`<div class="columns">
      <section aria-labelledby="billing">
        ${back === null ? "" : html`<a class="back" href="${back}">← Back to the shop</a>`}
        <h1 id="billing">${profile.headline ?? "Billing"}</h1>
        <p class="soft">${customer.name ?? customer.email ?? "Your subscriptions and invoices"}</p>
        ${problem === undefined ? "" : html`<p class="error" role="alert">${problem}</p>`} ${subscriptionParts(shown)}
        ${shown.invoices === null ? "" : invoiceList(shown.invoices)}
        <p class="soft">
          ${profile.terms_of_service_url === null ? "" : html`<a href="${profile.terms_of_service_url}">Terms</a>`}
          ${profile.privacy_policy_url === null ? "" : html`<a href="${profile.privacy_policy_url}">Privacy</a>`}
        </p>
      </section>
      <div>
        ${
          actions.includes("change_card")
            ? html`<section class="paper" aria-label="Payment method">${cardForm(shown.payment_method)}</section>`
            : ""
        }
        ${
          actions.includes("update_customer") && (flow !== null || shown.customer_updates.length > 0)
            ? html`<section class="paper" aria-label="Your details">${customerForm(shown)}</section>`
            : ""
        }
      </div>
    </div>`,
  };
}

function subscriptionParts(shown: PortalPage): SafeHtml | SafeHtml[] | string {
  if (shown.subscriptions.length > 0) return shown.subscriptions.map((part) => subscriptionPart(shown, part));
  return shown.flow === null ? html`<p>There is no subscription.</p>` : "";
}

type Part = PortalPage["subscriptions"][number];

function subscriptionPart(shown: PortalPage, part: Part): SafeHtml {
  const { subscription, name } = part;
  const { actions } = shown;
  const { id, cancel_at_period_end: ends, items, status } = subscription;
  const [item] = items.data;
  const until = item === undefined ? "" : onDay(item.current_period_end);
  return html`<section class="paper" aria-label="${name}">
    <h2>${name}</h2>
    <p>${items.data.map(({ price }) => priceText(price)).join(", ")} · ${status}</p>
    <p class="soft">${ends ? `Ends on ${until}` : `Renews on ${until}`}</p>
    ${actions.includes("change_plan") ? changeForms(shown, part) : ""}
    ${actions.includes("keep") && ends ? endForm(id, "keep", "Keep subscription") : ""}
    ${
      actions.includes("cancel") && !ends
        ? endForm(id, "cancel", "Cancel subscription", reasonFields(shown.feedbacks))
        : ""
    }
  </section>`;
}

const endForm = (id: string, action: "keep" | "cancel", label: string, fields: SafeHtml | string = ""): SafeHtml =>
  html`<form method="post">
    <input type="hidden" name="subscription" value="${id}" />
    ${fields}
    <button class="secondary" type="submit" name="action" value="${action}">${label}</button>
  </form>`;

const reasonFields = (feedbacks: PortalPage["feedbacks"]): SafeHtml | string =>
  feedbacks.length === 0
    ? ""
    : html`<label
          >Why do you leave?
          <select name="feedback">
            <option value="">No answer</option>
            ${feedbacks.map((word) => html`<option value="${word}">${word.replaceAll("_", " ")}</option>`)}
          </select>
        </label>
        <label>Anything else? <input name="comment" maxlength="500" /></label>`;

/** What the subscription can be changed to: the plans that are listed, or the one change that is to be confirmed. */
function changeForms({ flow, takes_promotion_codes: takesCodes }: PortalPage, part: Part): SafeHtml | SafeHtml[] {
  const { subscription, plans, quantity } = part;
  const asked = flow?.subscription_update_confirm?.items[0];
  const form = (fields: SafeHtml, label: string): SafeHtml =>
    html`<form method="post">
      <input type="hidden" name="subscription" value="${subscription.id}" />
      ${fields}
      <button class="secondary" type="submit" name="action" value="change_plan">${label}</button>
    </form>`;
  const priceField = (id: string) => html`<input type="hidden" name="price" value="${id}" />`;
  if (asked) {
    const plan = plans.find(({ id }) => id === asked.price);
    return form(
      html`${asked.price === undefined ? "" : priceField(asked.price)}
      ${asked.quantity === undefined ? "" : html`<input type="hidden" name="quantity" value="${asked.quantity}" />`}`,
      `Confirm ${[plan && priceText(plan), asked.quantity && `${asked.quantity} units`].filter(Boolean).join(", ")}`,
    );
  }
  const code = takesCodes ? html`<label>Promotion code <input name="promotion_code" maxlength="500" /></label>` : "";
  return [
    ...plans.map((price) => form(html`${priceField(price.id)} ${code}`, `Change to ${priceText(price)}`)),
    ...(quantity === null ? [] : [form(quantityField(part, quantity), "Change the quantity")]),
    ...(plans.length === 0 && takesCodes ? [form(html`${code}`, "Redeem")] : []),
  ];
}

const quantityField = ({ subscription }: Part, { minimum, maximum }: NonNullable<Part["quantity"]>): SafeHtml =>
  html`<label
    >Quantity
    <input
      name="quantity"
      type="number"
      min="${minimum}"
      ${maximum === null ? "" : html`max="${maximum}"`}
      value="${subscription.items.data[0]?.quantity ?? 1}"
  /></label>`;

function priceText({ currency, nickname, recurring, tiers, unit_amount: amount, unit_amount_decimal: decimal }: Price) {
  const { interval = "month", interval_count: count = 1 } = recurring ?? {};
  const every = count === 1 ? `a ${interval}` : `every ${count} ${interval}s`;
  const part = tiers ? "by tiers" : `${decimal} of a minor unit of ${currency}`;
  const sum = `${amount === null ? part : formatAmount(amount, currency)} ${every}`;
  return nickname === null ? sum : `${nickname}, ${sum}`;
}

const invoiceList = (invoices: readonly Invoice[]): SafeHtml =>
  html`<h2>Invoices</h2>
    ${
      invoices.length === 0
        ? html`<p>There are none yet.</p>`
        : html`<ul class="items">
            ${invoices.map(invoiceLine)}
          </ul>`
    }`;

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
    <p>${method?.card ? `${brandName(method.card.brand)} ending in ${method.card.last4}` : "There is none."}</p>
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
