import { Type, type Static } from "typebox";

import { Id, OneOf, Timestamp } from "./schema.ts";

export const RiskAlert = Type.Object({
  id: Id("riskAlert"),
  object: Type.Literal("risk_alert"),
  action: OneOf("alert", "block"),
  count: Type.Integer({ description: "The customer's attempts in the window, this one included." }),
  created: Timestamp,
  customer: Id("customer"),
  livemode: Type.Boolean(),
  payment_intent: Id("paymentIntent"),
  rule: OneOf("payments_per_minute"),
  window_s: Type.Integer(),
});
/** A payment that a rule found suspicious, and what was done about it. */
export type RiskAlert = Static<typeof RiskAlert>;
