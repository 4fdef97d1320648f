import type { CreditNote, CreditNoteLine, List } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { getCreditNoteRow, toCreditNote } from "./credit-note.ts";

/** Reads a credit note. */
export async function getCreditNote(ctx: Context, { id }: { id: string }): Promise<CreditNote> {
  return toCreditNote(ctx, await getCreditNoteRow(ctx, id));
}

/** Lists the lines of a credit note. */
export async function listCreditNoteLines(ctx: Context, input: { id: string }): Promise<List<CreditNoteLine>> {
  return (await getCreditNote(ctx, input)).lines;
}
