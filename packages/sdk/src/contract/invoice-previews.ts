import { Type } from "typebox";

import { DiscountsParam } from "./discounts.ts";
import { lineTerms } from "./invoice-items.ts";
import { Invoice, TaxRatesParam } from "./invoices.ts";
import { operation } from "./operation.ts";
import { Currency, expandParam, Id, Nullable, OneOf, Params, Timestamp } from "./schema.ts";
import { prorationBehaviors } from "./subscription-items.ts";
import { EndBehavior, PhasesParam } from "./subscription-schedules.ts";
import { ItemChanges } from "./subscriptions.ts";

export const invoicePreviewOperations = {
  "invoices.create_preview": operation({
    id: "invoices.create_preview",
    method: "POST",
    path: "/billing/invoices/create_preview",
    access: "payments:write",
    summary:
      "The next invoice of a subscription or a schedule, of a change of it, or of a new one. Nothing is written.",
    input: Params({
      customer: Type.Optional(Id("customer")),
      discounts: Type.Optional(DiscountsParam),
      invoice_items: Type.Optional(
        Type.Array(Params({ currency: Type.Optional(Currency), ...lineTerms }), {
          maxItems: 100,
          description: "What is added to what waits for the invoice.",
        }),
      ),
      schedule: Type.Optional(Id("subscriptionSchedule")),
      schedule_details: Type.Optional(
        Params({
          end_behavior: Type.Optional(EndBehavior),
          phases: Type.Optional(PhasesParam),
          proration_behavior: Type.Optional(OneOf(...prorationBehaviors)),
        }),
      ),
      subscription: Type.Optional(Id("subscription")),
      subscription_details: Type.Optional(
        Params({
          billing_cycle_anchor: Type.Optional(OneOf("now", "unchanged")),
          cancel_at: Type.Optional(Nullable(Timestamp)),
          cancel_at_period_end: Type.Optional(Type.Boolean()),
          cancel_now: Type.Optional(Type.Boolean({ description: "The invoice of an end at once." })),
          default_tax_rates: Type.Optional(TaxRatesParam),
          items: Type.Optional(ItemChanges),
          proration_behavior: Type.Optional(OneOf(...prorationBehaviors)),
          proration_date: Type.Optional(Timestamp),
          trial_end: Type.Optional(Type.Union([Type.Literal("now"), Timestamp])),
        }),
      ),
      ...expandParam,
    }),
    output: Invoice,
    errors: [
      "resource_missing",
      "parameter_missing",
      "state_conflict",
      "currency_mismatch",
      "coupon_expired",
      "amount_too_large",
    ],
  }),
};
