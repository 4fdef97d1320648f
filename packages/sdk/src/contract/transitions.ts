import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { Nullable, OneOf, Params, Timestamp } from "./schema.ts";

/** The kinds of outcome that others decide later. */
export const transitionTypes = ["bank_debit", "refund", "payout", "dispute"] as const;
/** A kind of outcome that others decide later. */
export type TransitionType = (typeof transitionTypes)[number];

/** When such an outcome happens. */
export const TransitionMode = Type.String({
  pattern: "^(time|hand|reads:[1-9][0-9]?)$",
  description:
    "`time`: after the delay, at once for 0; `reads:3`: at the third time it is read; `hand`: by `transitions.run`.",
});

export const Transition = Type.Object({
  id: Type.String({
    description: "The id of what waits: a payment intent, a top-up, a refund, a payout, a charge or a dispute.",
  }),
  object: Type.Literal("transition"),
  type: OneOf(...transitionTypes),
  reads_left: Nullable(Type.Integer({ description: "How often it is to be read; null where it waits for a hand." })),
  created: Timestamp,
});
/** An outcome that waits to be read or to be brought about by hand. */
export type Transition = Static<typeof Transition>;

const path = "/sandbox/transitions";

export const transitionOperations = {
  "transitions.list": operation({
    id: "transitions.list",
    method: "GET",
    path,
    access: "sandbox:read",
    summary: "List the outcomes that wait to be read or to be brought about by hand, oldest first.",
    input: Params({}),
    output: Type.Object({
      object: Type.Literal("list"),
      url: Type.String(),
      has_more: Type.Boolean(),
      data: Type.Array(Transition),
    }),
    errors: [],
  }),
  "transitions.run": operation({
    id: "transitions.run",
    method: "POST",
    path: `${path}/{id}/run`,
    access: "sandbox:write",
    summary:
      "Bring the outcome about that a payment intent, a top-up, a refund, a payout, a charge or a dispute waits for.",
    input: Params({
      id: Type.String({
        minLength: 1,
        maxLength: 64,
        description: "`pi_…`, or the id of a top-up, a refund, a payout, a charge or a dispute.",
      }),
    }),
    output: Transition,
    errors: ["resource_missing"],
  }),
};
