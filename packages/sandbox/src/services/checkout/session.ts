import type { Asset, CheckoutSession, LineItem, PaymentMethodType } from "@micro/sdk/contract";

import { clientSecretOf } from "../../platform/client-secret.ts";
import type { Context } from "../../platform/context.ts";
import { commandRefused, resourceMissing } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import type { Basket, SaleDiscount } from "../billing/index.ts";
import { sessionTransitions, type SessionCommand } from "./session-state.ts";
import { sessions } from "./store.ts";
import type { PageTerms, SessionRow } from "./tables.ts";

/** The kind of the job that ends a session. */
export const expireSessionJob = "checkout_session.expire";

type Shower = Pick<Context, "platform" | "principal">;

/** The session as the API shows it. */
export function toSession(ctx: Shower, row: Omit<SessionRow, "n">): CheckoutSession {
  const terms = pageTermsOf(row);
  const isEmbedded = terms.ui_mode === "embedded";
  const isOpen = row.status === "open";
  return {
    id: row.id,
    object: "checkout.session",
    allow_promotion_codes: row.allow_promotion_codes === 1,
    amount_discount: sumOf(row, "amount_discount"),
    amount_subtotal: row.mode === "setup" ? null : sumOf(row, "amount_subtotal"),
    amount_total: row.mode === "setup" ? null : row.amount_total,
    cancel_url: row.cancel_url,
    client_reference_id: row.client_reference_id,
    client_secret: isOpen && isEmbedded ? clientSecretOf(ctx.platform.secrets, row) : null,
    coupon: row.coupon,
    created: row.created,
    currency: row.currency,
    customer: row.customer,
    customer_creation: row.customer_creation,
    customer_details:
      row.customer_details === null ? null : (JSON.parse(row.customer_details) as CheckoutSession["customer_details"]),
    customer_email: row.customer_email,
    expires_at: row.expires_at,
    invoice: row.status === "complete" ? row.invoice : null,
    livemode: ctx.principal.mode === "live",
    metadata: JSON.parse(row.metadata) as CheckoutSession["metadata"],
    mode: row.mode,
    payment_intent: row.payment_intent,
    payment_link: row.payment_link,
    payment_method_types: JSON.parse(row.payment_method_types) as PaymentMethodType[],
    payment_status: row.payment_status,
    promotion_code: row.promotion_code,
    setup_intent: row.setup_intent,
    status: row.status,
    subscription: row.status === "complete" ? row.subscription : null,
    success_url: row.success_url,
    url: isOpen && !isEmbedded ? pageUrl(ctx, row) : null,
    ...terms,
  };
}

/** What the page of a session would ask for, as `openSession` stored it. */
export const pageTermsOf = (row: Pick<SessionRow, "page_terms">) => JSON.parse(row.page_terms) as PageTerms;

/** What the lines of a session come to. */
const sumOf = (row: Pick<SessionRow, "line_items">, of: "amount_discount" | "amount_subtotal"): number =>
  lineItemsOf(row).reduce((sum, item) => sum + item[of], 0);

/** The page that the payer visits. */
export const pageUrl = ({ platform }: Pick<Shower, "platform">, row: Pick<SessionRow, "id" | "realm">) =>
  `${platform.baseUrl()}/pay/${clientSecretOf(platform.secrets, row)}`;

/** What is bought. */
export const lineItemsOf = (row: Pick<SessionRow, "line_items">) => JSON.parse(row.line_items) as LineItem[];

/** The currency of a session that sells something. */
export function currencyOf({ id, currency }: Pick<SessionRow, "id" | "currency">): Asset {
  if (currency === null) throw new Error(`${id} sells nothing.`);
  return currency;
}

/** What a session sells, before anything is taken off. */
export const basketOf = (row: SessionRow): Basket => ({
  customer: row.customer,
  currency: currencyOf(row),
  lines: lineItemsOf(row).map(({ amount_subtotal: amount, price }) => ({ amount, product: price.product })),
});

/** What takes something off, if anything does. */
export function discountOf({ coupon, promotion_code: code }: SessionRow): SaleDiscount | undefined {
  if (coupon !== null) return { coupon };
  return code === null ? undefined : { promotion_code: code };
}

/** Reads a session, or throws. */
export async function getSessionRow({ tx, principal }: Context, id: string): Promise<SessionRow> {
  const row = await tx.first(sessions.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("checkout session", id);
  return row;
}

/** The status that a command leads to; throws where it is refused. */
export function nextSessionStatus(ctx: Context, row: SessionRow, command: SessionCommand): SessionRow["status"] {
  const next = sessionTransitions[row.status][command];
  if (next) return next;
  throw commandRefused("checkout session", row, command, { checkout_session: toSession(ctx, row) });
}

/** The events that a session's change is told by. */
export type SessionEvent =
  | "checkout.session.async_payment_failed"
  | "checkout.session.async_payment_succeeded"
  | "checkout.session.completed"
  | "checkout.session.expired";

/** Writes a changed session, and tells of it if there is a word for it. */
export async function saveSession(ctx: Context, row: SessionRow, type?: SessionEvent): Promise<CheckoutSession> {
  await ctx.tx.run(sessions.update, row);
  const session = toSession(ctx, row);
  if (type) await recordEvent(ctx, type, session);
  return session;
}
