import type { CheckoutSession, InputOf, Operations, PaymentMethodType } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { scheduleVerb } from "../../platform/queue/verb-job.ts";
import { getCustomerRow } from "../customers/index.ts";
import { connectTermsOf, createSetupIntent } from "../payments/index.ts";
import { lessen } from "./lessen.ts";
import { readLineItems, type Sale } from "./line-items.ts";
import { expireSessionJob, toSession } from "./session.ts";
import { sessions } from "./store.ts";
import type { PageTerms, SessionRow } from "./tables.ts";

type Input = InputOf<Operations["checkout_sessions.create"]>;

/** How long a session is open: 24 hours by default, at least half an hour (as Stripe has it). */
const lifetimeSeconds = { default: 24 * 3600, min: 30 * 60, max: 24 * 3600 };

/** What a mode has no use for: the payment of a subscription is its first invoice's, and its payer is always a customer. */
const foreignTo = {
  payment: ["payment_method_collection", "setup_intent_data"],
  setup: [
    "allow_promotion_codes",
    "discounts",
    "line_items",
    "payment_intent_data",
    "payment_method_collection",
    "submit_type",
    "subscription_data",
  ],
  subscription: ["customer_creation", "payment_intent_data", "setup_intent_data"],
} as const satisfies Record<CheckoutSession["mode"], readonly (keyof Input)[]>;

/** Opens a checkout session. */
export async function createSession(ctx: Context, input: Input): Promise<CheckoutSession> {
  const mode = input.mode ?? "payment";
  for (const param of foreignTo[mode]) {
    if (input[param] === undefined) continue;
    const message = `You can not pass \`${param}\` in \`${mode}\` mode.`;
    throw new DomainError("parameter_invalid", { message, param });
  }
  assertLeadsOn(input);
  if (mode === "setup") return openSession(ctx, { items: [], currency: input.currency ?? null, total: 0, mode }, input);
  if (input.discounts?.length && input.allow_promotion_codes) {
    throw new DomainError("parameter_invalid", {
      message: "Send `discounts` or `allow_promotion_codes`, not both: a session has one discount.",
      param: "discounts",
    });
  }
  const sale = await readLineItems(ctx, { ...input, mode });
  if (input.currency !== undefined && input.currency !== sale.currency) {
    throw new DomainError("currency_mismatch", {
      message: `The prices of the session are in ${sale.currency}, not in ${input.currency}.`,
      param: "currency",
    });
  }
  return openSession(ctx, { ...sale, mode }, input);
}

/** Opens a session for a sale whose lines are known, or for none. */
export async function openSession(
  ctx: Context,
  { items, currency, total, mode }: Omit<Sale, "currency"> & Pick<SessionRow, "currency" | "mode">,
  input: Omit<Input, "line_items" | "mode" | "expand">,
  paymentLink: string | null = null,
): Promise<CheckoutSession> {
  const customer = input.customer === undefined ? null : await getCustomerRow(ctx, input.customer, "customer");
  if (customer && input.customer_email !== undefined) {
    throw new DomainError("parameter_invalid", {
      message: "Send `customer` or `customer_email`, not both.",
      param: "customer_email",
    });
  }
  const full: SessionRow = {
    n: 0,
    id: ctx.platform.ids("checkoutSession"),
    realm: ctx.principal.realm,
    status: "open",
    mode,
    payment_status: mode === "setup" ? "no_payment_required" : "unpaid",
    amount_total: total,
    currency,
    line_items: JSON.stringify(items),
    customer: customer?.id ?? null,
    customer_creation: input.customer_creation ?? (mode === "subscription" ? "always" : "if_required"),
    customer_details: null,
    customer_email: input.customer_email ?? null,
    payment_intent: null,
    payment_intent_data: JSON.stringify(input.payment_intent_data ?? {}),
    setup_intent: null,
    subscription: null,
    invoice: null,
    subscription_data: JSON.stringify(input.subscription_data ?? {}),
    payment_link: paymentLink,
    payment_method_types: JSON.stringify([...new Set(input.payment_method_types ?? ["card"])]),
    allow_promotion_codes: Number(input.allow_promotion_codes ?? false),
    coupon: null,
    promotion_code: null,
    page_terms: JSON.stringify(newPageTerms(input, mode)),
    success_url: input.success_url ?? null,
    cancel_url: input.cancel_url ?? null,
    client_reference_id: input.client_reference_id ?? null,
    expires_at: expiryOf(ctx, input.expires_at),
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  };
  const lessened = await lessen(ctx, full, input.discounts?.[0], "discounts.0.");
  await connectTermsOf(ctx, { ...input.payment_intent_data, amount: lessened.amount_total });
  const row = mode === "setup" ? await withSetupIntent(ctx, lessened, input.setup_intent_data) : lessened;
  await ctx.tx.run(sessions.insert, row);
  await scheduleVerb(ctx, expireSessionJob, row.id, row.expires_at);
  return toSession(ctx, row);
}

/** Where nothing is bought, the setup is there from the beginning. */
async function withSetupIntent(ctx: Context, row: SessionRow, data: Input["setup_intent_data"]): Promise<SessionRow> {
  const intent = await createSetupIntent(ctx, {
    ...data,
    ...(row.customer !== null && { customer: row.customer }),
    payment_method_types: JSON.parse(row.payment_method_types) as PaymentMethodType[],
  });
  if (intent instanceof DomainError) throw intent;
  return { ...row, setup_intent: intent.id };
}

/** An embedded page leads back to where it is; one of the sandbox's own, to where the payer came from. */
function assertLeadsOn(input: Input): void {
  const { ui_mode: uiMode = "hosted", redirect_on_completion: redirect = "always" } = input;
  const foreign =
    uiMode === "hosted"
      ? (["redirect_on_completion", "return_url"] as const)
      : (["success_url", "cancel_url", ...(redirect === "never" ? (["return_url"] as const) : [])] as const);
  for (const param of foreign) {
    if (input[param] === undefined) continue;
    const besides = param === "return_url" && uiMode === "embedded" ? " with `redirect_on_completion: never`" : "";
    const message = `You can not pass \`${param}\` to a session whose \`ui_mode\` is \`${uiMode}\`${besides}.`;
    throw new DomainError("parameter_invalid", { message, param });
  }
  if (uiMode === "hosted" || redirect === "never" || input.return_url !== undefined) return;
  throw new DomainError("parameter_missing", {
    message: "An embedded page leads on to it, unless `redirect_on_completion` is `never`.",
    param: "return_url",
  });
}

const newPageTerms = (input: Partial<Input>, mode: SessionRow["mode"]): PageTerms => ({
  automatic_tax: input.automatic_tax ?? { enabled: false },
  billing_address_collection: input.billing_address_collection ?? null,
  locale: input.locale ?? null,
  payment_method_collection: input.payment_method_collection ?? (mode === "payment" ? "if_required" : "always"),
  phone_number_collection: input.phone_number_collection ?? { enabled: false },
  redirect_on_completion: input.ui_mode === "embedded" ? (input.redirect_on_completion ?? "always") : null,
  return_url: input.return_url ?? null,
  submit_type: input.submit_type ?? null,
  tax_id_collection: input.tax_id_collection ?? { enabled: false },
  ui_mode: input.ui_mode ?? "hosted",
});

function expiryOf({ now }: Context, at: number | undefined): number {
  if (at === undefined) return now + lifetimeSeconds.default;
  if (at >= now + lifetimeSeconds.min && at <= now + lifetimeSeconds.max) return at;
  throw new DomainError("parameter_invalid_integer", {
    message: "A checkout session ends between 30 minutes and 24 hours from now.",
    param: "expires_at",
  });
}
