import type { Asset, InputOf, Operations, PaymentMethodType } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { below, DomainError } from "../../../platform/errors.ts";
import { patched } from "../../../platform/patch.ts";
import { assertTypesFit } from "../../payments/index.ts";
import { refuse } from "../refuse.ts";
import { invoicesOfNumber } from "../store.ts";
import { invoicePrefix } from "./invoice.ts";
import type { InvoiceRow } from "./invoice-tables.ts";

type Input = Pick<
  InputOf<Operations["invoices.update"]>,
  "effective_at" | "number" | "payment_settings" | "statement_descriptor"
>;
type Terms = Pick<InvoiceRow, "effective_at" | "number" | "payment_method_types" | "statement_descriptor">;

/** What a new draft is issued with, unless it is told otherwise. */
export const noIssueTerms = {
  effective_at: null,
  number: null,
  payment_method_types: null,
  statement_descriptor: null,
} satisfies Terms;

/** What a draft is issued with after a change: its number and date, what it can be paid with, and as what the payer reads it. */
export async function readIssueTerms(ctx: Context, before: Terms, currency: Asset, input: Input): Promise<Terms> {
  if (typeof input.number === "string" && input.number !== before.number) await assertFree(ctx, input.number);
  return {
    effective_at: patched(input.effective_at, before.effective_at),
    number: patched(input.number, before.number),
    payment_method_types: await readMethodTypes(before, currency, input),
    statement_descriptor: patched(input.statement_descriptor, before.statement_descriptor),
  };
}

/** What invoices can be paid with after a change. Throws where a type does not go with their currency. */
export async function readMethodTypes(
  before: Pick<Terms, "payment_method_types">,
  currency: Asset,
  { payment_settings: settings }: { payment_settings?: { payment_method_types?: PaymentMethodType[] | null } },
): Promise<string | null> {
  const types = settings?.payment_method_types;
  if (types === undefined || types === null) return types === null ? null : before.payment_method_types;
  await below("payment_settings", async () => assertTypesFit(types, { currency, capture_method: "automatic" }));
  return JSON.stringify([...new Set(types)]);
}

async function assertFree({ tx, principal }: Context, number: string): Promise<void> {
  if (new RegExp(`^${invoicePrefix}-\\d+$`).test(number)) {
    refuse("number", `Numbers such as '${number}' are given one by one: leave \`number\` out, or choose another form.`);
  }
  if (!(await tx.first(invoicesOfNumber, { realm: principal.realm, number }))) return;
  throw new DomainError("state_conflict", { message: `There is an invoice '${number}' already.`, param: "number" });
}
