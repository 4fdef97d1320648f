import { Type } from "typebox";

import { Invoice } from "./invoices.ts";
import { operation } from "./operation.ts";
import { Id, OneOf, Params, Timestamp } from "./schema.ts";
import { prorationBehaviors } from "./subscription-items.ts";
import { ItemChanges } from "./subscriptions.ts";

export const invoicePreviewOperations = {
  "invoices.create_preview": operation({
    id: "invoices.create_preview",
    method: "POST",
    path: "/billing/invoices/create_preview",
    access: "payments:write",
    summary: "The next invoice of a subscription, of a change of it, or of a new one. Nothing is written.",
    input: Params({
      customer: Type.Optional(Id("customer")),
      subscription: Type.Optional(Id("subscription")),
      subscription_details: Type.Optional(
        Params({
          billing_cycle_anchor: Type.Optional(OneOf("now", "unchanged")),
          items: Type.Optional(ItemChanges),
          proration_behavior: Type.Optional(OneOf(...prorationBehaviors)),
          proration_date: Type.Optional(Timestamp),
          trial_end: Type.Optional(Type.Union([Type.Literal("now"), Timestamp])),
        }),
      ),
    }),
    output: Invoice,
    errors: ["resource_missing", "parameter_missing", "state_conflict", "currency_mismatch"],
  }),
};
