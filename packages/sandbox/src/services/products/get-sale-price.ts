import type { InputOf, Operations, Price } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { below, DomainError } from "../../platform/errors.ts";
import { createPrice } from "./create-price.ts";
import { getPrice } from "./get-price.ts";

/** How what is sold is priced: by a price that is there, or by one that is made with the sale. */
export interface Sold {
  price?: string | undefined;
  price_data?: Omit<InputOf<Operations["prices.create"]>, "active" | "expand"> | undefined;
}

/** The price of what is sold. Throws where it is out of use. One that is made for it stays in use where it is sold later. */
export async function getSalePrice(
  ctx: Context,
  { price: id, price_data: data }: Sold,
  { stays = false } = {},
): Promise<Price> {
  if (data === undefined && id !== undefined) {
    const price = await getPrice(ctx, { id }, "price");
    if (price.active) return price;
    throw new DomainError("parameter_invalid", { message: `The price ${id} is out of use.`, param: "price" });
  }
  if (data === undefined || id !== undefined) {
    throw new DomainError(data === undefined ? "parameter_missing" : "parameter_invalid", {
      message: "Send `price` or `price_data`.",
      param: "price",
    });
  }
  // Made for one sale, it is not for sale by itself; a subscription needs one that is in use.
  return below("price_data", () => createPrice(ctx, { ...data, active: stays || data.recurring !== undefined }));
}
