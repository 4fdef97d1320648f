import type { InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError, resourceMissing } from "../../../platform/errors.ts";
import { getPaymentMethodRow } from "../../customers/index.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { refuse } from "../refuse.ts";

type Input = Pick<
  InputOf<Operations["invoices.update"]>,
  "collection_method" | "days_until_due" | "due_date" | "default_payment_method"
>;
type Terms = Pick<InvoiceRow, "collection_method" | "days_until_due" | "due_date" | "default_payment_method">;

/** The terms of a draft after a change. Throws where they do not go together. */
export async function readTerms(ctx: Context, before: Terms, customer: string, input: Input): Promise<Terms> {
  const method = input.collection_method ?? before.collection_method;
  const { days_until_due: days, due_date: date } = input;
  if (days !== undefined && date !== undefined) refuse("due_date", "Send `days_until_due` or `due_date`, not both.");
  if (date !== undefined && date <= ctx.now) refuse("due_date", "`due_date` lies in the past.");
  if (method === "charge_automatically") {
    const param = days === undefined ? "due_date" : "days_until_due";
    if (days !== undefined || date !== undefined) refuse(param, `\`${param}\` goes with \`send_invoice\`.`);
  }
  const due = dueOf(method, before, input);
  return {
    collection_method: method,
    ...due,
    default_payment_method: await methodOf(ctx, customer, input.default_payment_method, before),
  };
}

function dueOf(
  method: Terms["collection_method"],
  before: Terms,
  { days_until_due: days, due_date: date }: Input,
): Pick<Terms, "days_until_due" | "due_date"> {
  if (method === "charge_automatically") return { days_until_due: null, due_date: null };
  if (days !== undefined) return { days_until_due: days, due_date: null };
  if (date !== undefined) return { days_until_due: null, due_date: date };
  if (before.days_until_due === null && before.due_date === null) {
    throw new DomainError("parameter_missing", {
      message: "With `send_invoice` the invoice is due at some time: send `days_until_due` or `due_date`.",
      param: "days_until_due",
    });
  }
  return { days_until_due: before.days_until_due, due_date: before.due_date };
}

/** The payment method of an invoice: it has to be the customer's own. */
export async function methodOf(
  ctx: Context,
  customer: string,
  sent: string | undefined,
  before: Pick<Terms, "default_payment_method">,
): Promise<string | null> {
  if (sent === undefined) return before.default_payment_method;
  const method = await getPaymentMethodRow(ctx, sent, "default_payment_method");
  if (method.customer !== customer) throw resourceMissing("payment method", sent, "default_payment_method");
  return method.id;
}
