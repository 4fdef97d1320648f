import type { CreditNote, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { prepareCreditNote, toCreditNote } from "./credit-note.ts";

/** Shows what a credit note would be. */
export async function previewCreditNote(
  ctx: Context,
  input: InputOf<Operations["credit_notes.preview"]>,
): Promise<CreditNote> {
  const { row } = await prepareCreditNote(ctx, "cn_preview", input);
  return { ...toCreditNote(ctx, row), pdf: null };
}
