import type { CreditNote, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { toCreditNote } from "./credit-note.ts";
import { creditNotes } from "../store.ts";

/** Lists credit notes. */
export function listCreditNotes(
  ctx: Context,
  input: InputOf<Operations["credit_notes.list"]>,
): Promise<List<CreditNote>> {
  const { customer, invoice, ...params } = input;
  return creditNotes.page(ctx.tx, {
    url: "/billing/credit_notes",
    owner: ctx.principal.realm,
    params,
    filters: { customer, invoice },
    toResource: (row) => toCreditNote(ctx, row),
  });
}
