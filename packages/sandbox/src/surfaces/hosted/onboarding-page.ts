import type { OnboardingPage } from "@micro/sdk/contract";
import { html } from "@remix-run/html-template";

import { messagePage, type Page } from "./layout.ts";

const businessTypes = [
  ["individual", "A person"],
  ["company", "A company"],
  ["non_profit", "A non-profit"],
  ["government_entity", "A public authority"],
] as const;

/** The page on which the holder of a connected account is identified, in the place of the processor's own. */
export function onboardingPage(shown: OnboardingPage): Page {
  const { account, next_url: nextUrl, state } = shown;
  if (state === "done") return messagePage("good", "Thank you", "The account is ready.", nextUrl);
  if (state === "expired") return messagePage("bad", "This link is over", "A new one is on its way.", nextUrl);
  const name = account.business_profile.name ?? "";
  if (state === "shown") {
    const text = account.payouts_enabled ? "It takes payments and is paid out." : "It waits for its holder.";
    return messagePage("good", name === "" ? account.id : name, text);
  }
  return {
    title: "Set up payments",
    narrow: true,
    body: html`<section class="paper" aria-labelledby="title">
      <h1 id="title">Set up payments</h1>
      <p class="soft">A real processor would ask for documents. Here whatever you say is right.</p>
      <form method="post">
        <div class="field">
          <label for="business_type">Who are you?</label>
          <select id="business_type" name="business_type">
            ${businessTypes.map(
              ([value, label]) =>
                html`<option value="${value}" ${value === account.business_type ? "selected" : ""}>${label}</option>`,
            )}
          </select>
        </div>
        <div class="field">
          <label for="name">Name of the business</label>
          <input id="name" name="name" autocomplete="organization" maxlength="200" value="${name}" />
        </div>
        <div class="field">
          <label for="email">Email</label>
          <input id="email" name="email" type="email" maxlength="254" value="${account.email ?? ""}" />
        </div>
        <div class="field">
          <label for="account_number">Bank account that payouts go to</label>
          <input
            id="account_number"
            name="account_number"
            inputmode="numeric"
            maxlength="34"
            placeholder="000123456789"
            pattern="[0-9A-Z]{4,34}"
          />
        </div>
        <button class="primary" type="submit">Agree and submit</button>
      </form>
    </section>`,
  };
}
