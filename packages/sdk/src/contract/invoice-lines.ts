import { Type } from "typebox";

import { lineTerms } from "./invoice-items.ts";
import { Invoice, InvoiceLine } from "./invoices.ts";
import { operation } from "./operation.ts";
import { expandParam, Id, MetadataParam, Nullable, OneOf, Params } from "./schema.ts";

const LineId = Type.String({ minLength: 1, maxLength: 64, description: "`il_…`" });
const linesOf = <T extends Parameters<typeof Params>[0]>(line: T) => ({
  id: Id("invoice"),
  lines: Type.Array(Params(line), { minItems: 1, maxItems: 250 }),
  invoice_metadata: Type.Optional(MetadataParam),
  ...expandParam,
});
const termErrors = [
  "resource_missing",
  "state_conflict",
  "parameter_missing",
  "parameter_invalid",
  "currency_mismatch",
  "amount_too_large",
  "coupon_expired",
] as const;

export const invoiceLineOperations = {
  "invoices.add_lines": operation({
    id: "invoices.add_lines",
    method: "POST",
    path: "/billing/invoices/{id}/add_lines",
    access: "payments:write",
    summary: "Add lines to a draft: new items, or items that wait for an invoice.",
    input: Params(linesOf({ invoice_item: Type.Optional(Id("invoiceItem")), ...lineTerms })),
    output: Invoice,
    errors: termErrors,
  }),
  "invoices.update_lines": operation({
    id: "invoices.update_lines",
    method: "POST",
    path: "/billing/invoices/{id}/update_lines",
    access: "payments:write",
    summary: "Change lines of a draft, and their items with them.",
    input: Params(linesOf({ ...lineTerms, metadata: Type.Optional(Nullable(MetadataParam)), id: LineId })),
    output: Invoice,
    errors: termErrors,
  }),
  "invoices.remove_lines": operation({
    id: "invoices.remove_lines",
    method: "POST",
    path: "/billing/invoices/{id}/remove_lines",
    access: "payments:write",
    summary: "Take lines off a draft: their items are deleted, or wait for another invoice.",
    input: Params(linesOf({ id: LineId, behavior: OneOf("delete", "unassign") })),
    output: Invoice,
    errors: ["resource_missing", "state_conflict", "parameter_invalid"],
  }),
  "invoices.update_line": operation({
    id: "invoices.update_line",
    method: "POST",
    path: "/billing/invoices/{id}/update_line",
    access: "payments:write",
    summary: "Change one line of a draft, and its item with it.",
    input: Params({
      id: Id("invoice"),
      line: LineId,
      ...lineTerms,
      metadata: Type.Optional(Nullable(MetadataParam)),
      ...expandParam,
    }),
    output: InvoiceLine,
    errors: termErrors,
  }),
};
