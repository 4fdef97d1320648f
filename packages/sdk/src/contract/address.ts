import { Type, type Static } from "typebox";

import { Nullable, Params, Text } from "./schema.ts";

const addressLines = ["line1", "line2", "city", "state", "postal_code", "country"] as const;
const addressOf = <T>(line: T) =>
  Object.fromEntries(addressLines.map((name) => [name, line])) as Record<(typeof addressLines)[number], T>;

export const AddressParam = Params(addressOf(Type.Optional(Nullable(Type.String({ maxLength: 200 })))));
export const Address = Type.Object(addressOf(Nullable(Type.String())));
/** A postal address. */
export type Address = Static<typeof Address>;

/** An email address. */
export const Email = Type.String({ minLength: 3, maxLength: 254, pattern: "^[^@\\s]+@[^@\\s]+$" });

export const ShippingParam = Params({
  address: AddressParam,
  name: Text(200),
  phone: Type.Optional(Text(50)),
  carrier: Type.Optional(Text(100)),
  tracking_number: Type.Optional(Text(200)),
});
export const Shipping = Type.Object({
  address: Address,
  name: Type.String(),
  phone: Nullable(Type.String()),
  carrier: Nullable(Type.String()),
  tracking_number: Nullable(Type.String()),
});
/** Where goods go. */
export type Shipping = Static<typeof Shipping>;
