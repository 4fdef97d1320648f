import type { AuthenticationPage, CardDetails, InputOf, Operations } from "@micro/sdk/contract";

import { clientSecretOf } from "../../platform/client-secret.ts";
import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { getPaymentMethodRow } from "../customers/index.ts";
import { authenticatePaymentIntent } from "./authenticate-payment-intent.ts";
import { authenticateSetupIntent } from "./authenticate-setup-intent.ts";
import { getIntentRow } from "./payment-intent.ts";
import { getSetupIntentRow } from "./setup-intent.ts";

/** What the authentication page shows of the intent whose client secret the payer holds. */
export async function getAuthenticationPage(ctx: Context): Promise<AuthenticationPage> {
  const id = ctx.principal.credential ?? "";
  if (id.startsWith("pi_")) {
    const row = await getIntentRow(ctx, id);
    const waiting = row.status === "requires_action" && row.next_action === "redirect_to_url";
    const failed = ["requires_payment_method", "canceled"].includes(row.status);
    return page(ctx, row, { amount: row.amount, currency: row.currency, waiting, failed });
  }
  if (id.startsWith("seti_")) {
    const row = await getSetupIntentRow(ctx, id);
    const waiting = row.status === "requires_action";
    return page(ctx, row, { amount: null, currency: null, waiting, failed: row.status !== "succeeded" });
  }
  throw resourceMissing("intent", id);
}

/** Passes or fails the authentication, as the payer. A decline after it is shown, not thrown. */
export async function submitAuthentication(
  ctx: Context,
  { outcome }: InputOf<Operations["authentication_page.submit"]>,
): Promise<AuthenticationPage> {
  const id = ctx.principal.credential ?? "";
  const { state } = await getAuthenticationPage(ctx);
  // Twice the same button: what came of the first is shown.
  if (state === "waiting") {
    const done = id.startsWith("pi_")
      ? await authenticatePaymentIntent(ctx, { id, outcome })
      : await authenticateSetupIntent(ctx, { id, outcome });
    if (done instanceof DomainError && done.details.resource === undefined) throw done;
  }
  return getAuthenticationPage(ctx);
}

interface Shown {
  amount: number | null;
  currency: AuthenticationPage["currency"];
  waiting: boolean;
  failed: boolean;
}

async function page(
  ctx: Context,
  row: { id: string; realm: number; payment_method: string | null; return_url: string | null },
  { amount, currency, waiting, failed }: Shown,
): Promise<AuthenticationPage> {
  const settled = failed ? "failed" : "succeeded";
  const state = waiting ? "waiting" : settled;
  const method = row.payment_method === null ? undefined : await getPaymentMethodRow(ctx, row.payment_method);
  const card = method?.type === "card" ? (JSON.parse(method.details) as CardDetails) : undefined;
  return {
    object: "authentication_page",
    amount,
    card: card ? { brand: card.brand, last4: card.last4 } : null,
    currency,
    intent: row.id,
    return_url: row.return_url === null ? null : withResult(ctx, row, row.return_url, state),
    state,
  };
}

/** The merchant's URL with the parameters that Stripe adds to it. */
function withResult(
  { platform }: Context,
  row: { id: string; realm: number },
  returnUrl: string,
  state: AuthenticationPage["state"],
): string {
  const url = URL.parse(returnUrl);
  if (!url) return returnUrl;
  const kind = row.id.startsWith("pi_") ? "payment_intent" : "setup_intent";
  url.searchParams.set(kind, row.id);
  url.searchParams.set(`${kind}_client_secret`, clientSecretOf(platform.secrets, row));
  if (state !== "waiting") url.searchParams.set("redirect_status", state);
  return url.href;
}
