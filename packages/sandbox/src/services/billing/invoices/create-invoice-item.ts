import type { Asset, InputOf, InvoiceItem, Operations } from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { DomainError } from "../../../platform/errors.ts";
import { dropEmptyValues } from "../../../platform/metadata.ts";
import { recordEvent } from "../../activity/index.ts";
import { getCustomerRow } from "../../customers/index.ts";
import { getPrice, getProduct, priceAmount, unitAmount } from "../../products/index.ts";
import { assertInvoiceAllows, getInvoiceRow } from "./invoice.ts";
import { assertItemAmount, assertPeriod, refreshDraft, toInvoiceItem } from "./invoice-item.ts";
import type { InvoiceRow } from "./invoice-tables.ts";
import { readDiscounts } from "../catalogue/redeem.ts";
import { invoiceItems } from "../store.ts";
import { readTaxRates } from "../catalogue/tax-rate.ts";

type Input = InputOf<Operations["invoice_items.create"]>;

/** Notes something to be paid for, on a draft or for the customer's next invoice. */
export async function createInvoiceItem(ctx: Context, input: Input): Promise<InvoiceItem> {
  const customer = await getCustomerRow(ctx, input.customer, "customer");
  const draft = input.invoice === undefined ? undefined : await draftFor(ctx, input.invoice, customer.id);
  assertPeriod(input.period);
  const worth = await worthOf(ctx, input, draft?.currency);
  assertItemAmount(worth.amount);
  if (draft && draft.currency !== worth.currency) {
    throw new DomainError("currency_mismatch", {
      message: `The invoice is in ${draft.currency}, the item in ${worth.currency}.`,
      param: "currency",
    });
  }
  const id = ctx.platform.ids("invoiceItem");
  const place = {
    customer: customer.id,
    scope: "invoice_item",
    target: id,
    currency: worth.currency,
    subtotal: worth.amount,
  } as const;
  const row = {
    id,
    realm: ctx.principal.realm,
    customer: customer.id,
    invoice: draft?.id ?? null,
    pending: draft ? 0 : 1,
    ...worth,
    price: input.price ?? null,
    quantity: input.quantity ?? 1,
    proration: 0,
    subscription: null,
    subscription_item: null,
    discountable: Number(input.discountable ?? worth.amount >= 0),
    discounts: JSON.stringify(await readDiscounts(ctx, place, input.discounts ?? [])),
    tax_rates: input.tax_rates === undefined ? null : await readTaxRates(ctx, input.tax_rates, "tax_rates"),
    period_start: input.period?.start ?? ctx.now,
    period_end: input.period?.end ?? ctx.now,
    test_clock: ctx.timeline,
    metadata: JSON.stringify(dropEmptyValues(input.metadata)),
    created: ctx.now,
  };
  await ctx.tx.run(invoiceItems.insert, row);
  const item = toInvoiceItem(row, ctx.principal.mode === "live");
  await recordEvent(ctx, "invoiceitem.created", item);
  await refreshDraft(ctx, draft);
  return item;
}

async function draftFor(ctx: Context, id: string, customer: string): Promise<InvoiceRow> {
  const draft = await getInvoiceRow(ctx, id, "invoice");
  assertInvoiceAllows(ctx, draft, "edit", "invoice");
  if (draft.customer === customer) return draft;
  throw new DomainError("parameter_invalid", {
    message: `The invoice ${id} is another customer's.`,
    param: "invoice",
  });
}

interface Worth {
  amount: number;
  currency: Asset;
  description: string | null;
  product: string | null;
  unit_amount: number | null;
}

async function worthOf(ctx: Context, input: Input, draftCurrency: Asset | undefined): Promise<Worth> {
  const { amount, currency = draftCurrency, description = null, price: id, quantity } = input;
  if ((amount === undefined) === (id === undefined)) {
    throw new DomainError(amount === undefined ? "parameter_missing" : "parameter_invalid", {
      message: "Send `amount` or `price`: one of the two.",
      param: "amount",
    });
  }
  if (amount !== undefined) {
    if (quantity !== undefined) {
      throw new DomainError("parameter_invalid", { message: "`quantity` goes with `price`.", param: "quantity" });
    }
    if (currency === undefined) throw new DomainError("parameter_missing", { param: "currency" });
    return { amount, currency, description, product: null, unit_amount: amount };
  }
  const price = await getPrice(ctx, { id: id ?? "" }, "price");
  if (price.type === "recurring" || !price.active) {
    throw new DomainError("parameter_invalid", {
      message: `The price ${price.id} is ${price.active ? "recurring" : "out of use"}.`,
      param: "price",
    });
  }
  const product = await getProduct(ctx, { id: price.product });
  const chosen = currency ?? price.currency;
  return {
    amount: priceAmount(price, quantity ?? 1, chosen),
    currency: chosen,
    description: description ?? product.name,
    product: product.id,
    unit_amount: unitAmount(price, chosen),
  };
}
