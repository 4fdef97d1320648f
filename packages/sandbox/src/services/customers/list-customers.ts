import type { Customer, InputOf, List, Operations, SearchResult } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toCustomer } from "./customer.ts";
import { customers } from "./store.ts";

/** Lists customers that are not deleted. */
export function listCustomers(
  { tx, principal }: Context,
  input: InputOf<Operations["customers.list"]>,
): Promise<List<Customer>> {
  const { email, test_clock: clock, ...params } = input;
  return customers.page(tx, {
    url: "/payments/customers",
    owner: principal.realm,
    params,
    filters: { email, test_clock: clock, deleted: 0 },
    toResource: (row) => toCustomer(row, principal.mode === "live"),
  });
}

/** Searches customers by name, email, phone, description, time and metadata. */
export function searchCustomers(
  { tx, principal }: Context,
  params: InputOf<Operations["customers.search"]>,
): Promise<SearchResult<Customer>> {
  return customers.search(tx, {
    url: "/payments/customers/search",
    realm: principal.realm,
    params,
    fields: {
      created: "number",
      description: "text",
      email: "text",
      metadata: "metadata",
      name: "text",
      phone: "text",
    },
    toResource: (row) => toCustomer(row, principal.mode === "live"),
  });
}
