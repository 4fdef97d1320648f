import type { InputOf, Operations, TaxId } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { taxIds, taxIdsOfCustomer } from "./store.ts";
import type { TaxIdRow } from "./tables.ts";

/** The tax id as the API shows it. */
export function toTaxId(row: Omit<TaxIdRow, "n">, livemode: boolean): TaxId {
  return {
    id: row.id,
    object: "tax_id",
    country: countryOf(row),
    created: row.created,
    customer: row.customer,
    livemode,
    type: row.type,
    value: row.value,
    verification: { status: row.verification, verified_address: null, verified_name: null },
  };
}

/** Where it was given: Greece and Northern Ireland have letters of their own in those of the European Union. */
function countryOf({ type, value }: Pick<TaxIdRow, "type" | "value">): string | null {
  if (!type.startsWith("eu_")) return type.slice(0, 2).toUpperCase();
  const letters = /^[A-Z]{2}/.exec(value)?.[0];
  if (letters === undefined || type === "eu_oss_vat") return null;
  return { EL: "GR", XI: "GB" }[letters] ?? letters;
}

/** Reads a tax id, or throws, also where it is to be a customer's and is not. */
export async function getTaxIdRow(
  { tx, principal }: Context,
  { id, customer }: InputOf<Operations["tax_ids.get"]>,
): Promise<TaxIdRow> {
  const row = await tx.first(taxIds.find, { id, realm: principal.realm });
  if (!row || row.customer !== (customer ?? row.customer)) throw resourceMissing("tax id", id);
  return row;
}

/** The tax ids of a customer as his invoices show them, oldest first. */
export async function taxIdsOf(ctx: Context, customer: string): Promise<Pick<TaxId, "type" | "value">[]> {
  const rows = await ctx.tx.all(taxIdsOfCustomer, { realm: ctx.principal.realm, customer });
  return rows.map(({ type, value }) => ({ type, value }));
}
