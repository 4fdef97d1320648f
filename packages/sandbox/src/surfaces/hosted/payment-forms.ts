import type { PaymentMethodType } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import type { CheckoutForm } from "./read-form.ts";
import { testAccounts, testCards } from "./test-methods.ts";

/** The forms by which a payer pays: one for each type of method, filled in with what is known or was sent before. */
export function paymentForms(
  types: readonly PaymentMethodType[],
  sent: CheckoutForm,
  action: string,
  verb = "Pay by",
): SafeHtml[] {
  const { email = "", name = "" } = sent;
  const offered = types.filter((type) => type !== "customer_balance");
  const [first] = offered;
  const chosen = offered.find((type) => type === sent.type) ?? first;
  return offered.map((type) => {
    const title = html`<h2 id="${type}">${verb} ${methodNames[type]}</h2>`;
    const form = type === "card" ? cardForm(email, name, action) : bankForm(type, email, name, action);
    if (offered.length === 1) return html`${title}${form}`;
    // Of details with one name the browser keeps one open, also without script.
    return html`<details class="method" name="method" ${type === chosen ? "open" : ""}>
      <summary>${title}</summary>
      ${form}
    </details>`;
  });
}

const methodNames = { card: "card", us_bank_account: "US bank account", sepa_debit: "SEPA debit" };

/** The first button of a form is the one that Enter in a field presses: it pays with what is in the fields. */
const cardForm = (email: string, name: string, action: string) =>
  html`<form method="post" aria-labelledby="card">
    <button class="unseen" type="submit" tabindex="-1" aria-hidden="true">${action}</button>
    <input type="hidden" name="type" value="card" />
    <fieldset>
      <legend>Test cards</legend>
      <div class="cards">
        ${testCards.map(
          ({ label, number }) =>
            html`<button class="chip" type="submit" name="test_card" value="${number}" formnovalidate>
              ${label}
            </button>`,
        )}
      </div>
    </fieldset>
    <div class="field">
      <label for="email">Email</label>
      <input id="email" name="email" type="email" autocomplete="email" maxlength="254" value="${email}" />
    </div>
    <div class="field">
      <label for="number">Card number</label>
      <input
        id="number"
        name="number"
        inputmode="numeric"
        autocomplete="cc-number"
        placeholder="4242 4242 4242 4242"
        maxlength="30"
        required
      />
    </div>
    <div class="row">
      <div class="field">
        <label for="expiry">Expiry (month / year)</label>
        <input
          id="expiry"
          name="expiry"
          inputmode="numeric"
          autocomplete="cc-exp"
          placeholder="12 / 34"
          pattern="\\s*([0-9]{1,2}\\s*/\\s*([0-9]{2}|[0-9]{4})|[0-9]{4})\\s*"
          title="Month and year, such as 12 / 34"
          maxlength="12"
          required
        />
      </div>
      <div class="field">
        <label for="cvc">Security code</label>
        <input id="cvc" name="cvc" inputmode="numeric" autocomplete="cc-csc" placeholder="123" maxlength="4" required />
      </div>
    </div>
    <div class="field">
      <label for="name">Name on the card</label>
      <input id="name" name="name" autocomplete="cc-name" maxlength="200" value="${name}" />
    </div>
    <button class="primary" type="submit">${action}</button>
  </form>`;

const bankForm = (type: "us_bank_account" | "sepa_debit", email: string, name: string, action: string) =>
  html`<form method="post" aria-labelledby="${type}">
    <input type="hidden" name="type" value="${type}" />
    <div class="field">
      <label for="${type}-email">Email</label>
      <input id="${type}-email" name="email" type="email" autocomplete="email" maxlength="254" value="${email}" />
    </div>
    <div class="field">
      <label for="${type}-name">Account holder</label>
      <input id="${type}-name" name="name" autocomplete="name" maxlength="200" value="${name}" required />
    </div>
    <div class="field">
      <label for="${type}-account">Test account</label>
      <select id="${type}-account" name="account">
        ${testAccounts[type].map(({ label, number }) => html`<option value="${number}">${label}: ${number}</option>`)}
      </select>
    </div>
    <button class="primary" type="submit">${action}</button>
  </form>`;
