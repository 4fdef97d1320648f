import type { Customer } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { toCustomer } from "./customer.ts";
import { customers } from "./store.ts";

/** Reads a customer; a deleted one says so. */
export async function getCustomer({ tx, principal }: Context, { id }: { id: string }): Promise<Customer> {
  const row = await tx.first(customers.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("customer", id);
  return toCustomer(row, principal.mode === "live");
}
