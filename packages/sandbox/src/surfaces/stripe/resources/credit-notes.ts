import { withoutEffect, type Resource, type Rule } from "../route.ts";
import { isRecord, refused } from "./rules.ts";

/** A refund that is there already is named by its type, too. */
const refunds: Rule = (value) => ({ refunds: Array.isArray(value) ? value.map(linked) : value });

function linked(refund: unknown): unknown {
  if (!isRecord(refund)) return refund;
  const { type = "refund", ...rest } = refund;
  return type === "refund" ? rest : refused("refunds", "A credit note is linked to refunds, not to payment records.");
}

const creditNotes: Resource = {
  name: "credit_notes",
  gaps: [
    "Tax rates and metadata of lines; payment records. What is open is owed less and never refunded: no note is `mixed`.",
    "A preview is asked for by its own route; its lines are in it, and are not a list of their own.",
  ],
  routes: [
    {
      method: "POST",
      path: "/credit_notes",
      operation: "credit_notes.create",
      params: { email_type: withoutEffect, refunds },
    },
    { method: "GET", path: "/credit_notes", operation: "credit_notes.list" },
    { method: "GET", path: "/credit_notes/preview", operation: "credit_notes.preview", params: { refunds } },
    { method: "GET", path: "/credit_notes/{id}", operation: "credit_notes.get" },
    { method: "POST", path: "/credit_notes/{id}", operation: "credit_notes.update" },
    { method: "POST", path: "/credit_notes/{id}/void", operation: "credit_notes.void" },
    {
      method: "GET",
      path: "/credit_notes/{id}/lines",
      operation: "credit_notes.lines",
      params: { limit: withoutEffect },
    },
  ],
};

/** What is credited. */
export const creditNoteResources: readonly Resource[] = [creditNotes];
