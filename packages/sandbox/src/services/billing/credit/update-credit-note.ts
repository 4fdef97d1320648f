import type { CreditNote, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { mergeMetadata } from "../../../platform/metadata.ts";
import { recordEvent } from "../../activity/index.ts";
import { getCreditNoteRow, toCreditNote } from "./credit-note.ts";
import { creditNotes } from "../store.ts";

/** Changes what is noted on a credit note. */
export async function updateCreditNote(
  ctx: Context,
  input: InputOf<Operations["credit_notes.update"]>,
): Promise<CreditNote> {
  const row = await getCreditNoteRow(ctx, input.id);
  const changed = { ...row, memo: input.memo ?? row.memo, metadata: mergeMetadata(row.metadata, input.metadata) };
  await ctx.tx.run(creditNotes.update, changed);
  const note = toCreditNote(ctx, changed);
  await recordEvent(ctx, "credit_note.updated", note);
  return note;
}
