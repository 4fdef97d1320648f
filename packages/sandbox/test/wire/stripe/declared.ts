import type { Stripe } from "stripe";
import { expect } from "vitest";

import { plain } from "./client.ts";
import { readDeclaredTypes, type CheckDeclared } from "./declared-types.ts";

/** Makes the check that an object has all that the official client declares, and nothing else; it answers the object. */
export function declaring<Name extends string>(names: readonly Name[]): <T extends object>(name: Name, object: T) => T {
  let check: CheckDeclared | undefined;
  return (name, object) => {
    check ??= readDeclaredTypes(names);
    expect(check(name, plain(object))).toEqual([]);
    return object;
  };
}

/** A customer who is charged by this card. */
export async function payerOf(stripe: Stripe, card = "pm_card_visa"): Promise<string> {
  const { id } = await stripe.customers.create({
    payment_method: card,
    invoice_settings: { default_payment_method: card },
  });
  return id;
}
