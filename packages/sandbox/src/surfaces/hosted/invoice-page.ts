import { formatAmount, type InvoicePage } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import { onDay } from "../../gateway/documents/words.ts";
import { invoiceSums, invoiceWords } from "./invoice-words.ts";
import type { Page } from "./layout.ts";
import { paymentForms } from "./payment-forms.ts";
import type { CheckoutForm } from "./read-form.ts";

/** The page of an invoice: what it is for, how it stands, and the forms to pay it. */
export function invoicePage(shown: InvoicePage, sent: CheckoutForm = {}, problem?: string): Page {
  const { invoice } = shown;
  const { currency } = invoice;
  const words = invoiceWords(shown);
  return {
    title: `${words.title}: ${words.status}`,
    body: html`<div class="columns">
      <section aria-labelledby="invoice">
        <h1 id="invoice">${words.title}</h1>
        <p class="soft">${words.facts.join(" · ")}</p>
        <p class="total">${formatAmount(invoice.amount_due, currency)}</p>
        <ul class="items">
          ${invoice.lines.data.map(
            (line) =>
              html`<li>
                <span
                  >${line.description ?? "Item"}${line.quantity > 1 ? html`<small>× ${line.quantity}</small>` : ""}</span
                ><span class="amount">${formatAmount(line.amount, currency)}</span>
              </li>`,
          )}
          ${invoiceSums(shown).map(
            ({ label, amount, isTotal }) =>
              html`<li>
                ${isTotal ? html`<strong>${label}</strong>` : html`<span>${label}</span>`}<span class="amount"
                  >${amount}</span
                >
              </li>`,
          )}
        </ul>
        ${invoice.footer === null ? "" : html`<p class="soft">${invoice.footer}</p>`}
        <p><a href="${invoice.invoice_pdf ?? ""}">Download as PDF</a></p>
      </section>
      <section class="paper" aria-label="Payment">${payment(shown, sent, problem)}</section>
    </div>`,
  };
}

function payment(shown: InvoicePage, sent: CheckoutForm, problem: string | undefined): SafeHtml | SafeHtml[] {
  const { customer, invoice, next_url: nextUrl, payment_method_types: types } = shown;
  const { paid_at: paidAt, voided_at: voidedAt } = invoice.status_transitions;
  if (invoice.status === "paid") return standing("good", "Paid", paidAt);
  if (invoice.status === "void") return standing("bad", "Void: nothing is owed", voidedAt);
  if (types.length === 0) return standing("good", "Your bank is asked. There is nothing more to do.", null);
  const error = problem ?? shown.error?.message;
  const payer = { email: customer.email ?? "", name: customer.name ?? "" };
  return [
    error === undefined ? html`` : html`<p class="error" role="alert">${error}</p>`,
    nextUrl === null
      ? html``
      : html`<p>Your card waits to be authenticated. <a href="${nextUrl}">Continue</a>, or pay in another way.</p>`,
    ...paymentForms(types, { ...payer, ...sent }, `Pay ${formatAmount(invoice.amount_remaining, invoice.currency)}`),
  ];
}

const standing = (mark: "good" | "bad", text: string, at: number | null): SafeHtml =>
  html`<div class="mark ${mark}" aria-hidden="true">${mark === "good" ? "✓" : "!"}</div>
    <h2>${text}</h2>
    ${at === null ? "" : html`<p class="soft">${onDay(at)}</p>`}`;
