import type { LineItem, List, PaymentLink, PaymentMethodType } from "@micro/sdk/contract";

import { clientSecretOf } from "../../platform/client-secret.ts";
import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { modeOf } from "./line-items.ts";
import { lineItemsOf } from "./session.ts";
import { links } from "./store.ts";
import type { LinkRow, SubscriptionData } from "./tables.ts";

/** The payment link as the API shows it. */
export function toLink(
  { platform, principal }: Pick<Context, "platform" | "principal">,
  row: Omit<LinkRow, "n">,
): PaymentLink {
  return {
    id: row.id,
    object: "payment_link",
    active: row.active === 1,
    after_completion: JSON.parse(row.after_completion) as PaymentLink["after_completion"],
    allow_promotion_codes: row.allow_promotion_codes === 1,
    created: row.created,
    currency: row.currency,
    livemode: principal.mode === "live",
    metadata: JSON.parse(row.metadata) as PaymentLink["metadata"],
    payment_method_types: JSON.parse(row.payment_method_types) as PaymentMethodType[],
    subscription_data: subscriptionDataOf(row),
    url: `${platform.baseUrl()}/buy/${clientSecretOf(platform.secrets, row)}`,
  };
}

/** What the subscriptions that it sells are made with; null where it sells none. */
function subscriptionDataOf(row: Pick<LinkRow, "line_items" | "subscription_data">): PaymentLink["subscription_data"] {
  if (modeOf(lineItemsOf(row)) === "payment") return null;
  // It was stored by this service.
  const data = JSON.parse(row.subscription_data) as SubscriptionData;
  return {
    description: data.description ?? null,
    metadata: dropEmptyValues(data.metadata),
    trial_period_days: data.trial_period_days ?? null,
  };
}

/** Reads a payment link, or throws. */
export async function getLinkRow({ tx, principal }: Context, id: string): Promise<LinkRow> {
  const row = await tx.first(links.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("payment link", id);
  return row;
}

/** Reads a payment link. */
export async function getLink(ctx: Context, { id }: { id: string }): Promise<PaymentLink> {
  return toLink(ctx, await getLinkRow(ctx, id));
}

/** What the link sells. */
export async function listLinkItems(ctx: Context, { id }: { id: string }): Promise<List<LineItem>> {
  const data = lineItemsOf(await getLinkRow(ctx, id));
  return { object: "list", url: `/payments/payment_links/${id}/line_items`, has_more: false, data };
}
