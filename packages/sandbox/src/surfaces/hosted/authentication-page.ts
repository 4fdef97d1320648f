import { formatAmount, type AuthenticationPage } from "@micro/sdk/contract";
import { html } from "@remix-run/html-template";

import { brandName } from "./brand-name.ts";
import { messagePage, type Page } from "./layout.ts";

/** The page on which a payer passes or fails an authentication, in the place of the bank's own. */
export function authenticationPage(shown: AuthenticationPage): Page {
  if (shown.state === "succeeded") {
    return messagePage("good", "Authenticated", "The payment goes on. You can close this page.", shown.return_url);
  }
  if (shown.state === "failed") {
    return messagePage(
      "bad",
      "Not authenticated",
      "The payment did not go on. You can close this page.",
      shown.return_url,
    );
  }
  const { amount, currency, card } = shown;
  const what = amount === null || currency === null ? "saving your card" : `paying ${formatAmount(amount, currency)}`;
  return {
    title: "Authenticate",
    narrow: true,
    body: html`<section class="paper" aria-labelledby="title">
      <h1 id="title">Is it you?</h1>
      <p>
        Your bank asks before
        ${what}${card === null ? "" : html` with the ${brandName(card.brand)} card ending in ${card.last4}`}.
      </p>
      <p class="soft">A real bank would send a code or open its app. Here you decide what it finds.</p>
      <form method="post">
        <button class="primary" type="submit" name="outcome" value="succeeded">Complete authentication</button>
        <button class="secondary" type="submit" name="outcome" value="failed">Fail authentication</button>
      </form>
    </section>`,
  };
}
