import { parse, type defaultDecoder } from "qs";

import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";

/**
 * A form or a query with brackets to any depth, as Stripe's clients write it: `a[b][0][c]=1&expand[]=customer`. A list keeps
 * holes where it was sent any: where numbers are names, as in metadata, they say which.
 */
export function decodeForm(text: string): Record<string, unknown> {
  if (text === "") return {};
  if (text.split("&", limits.jsonKeysMax + 1).length > limits.jsonKeysMax) throw tooLarge();
  try {
    return parse(text, {
      // A name such as `constructor` is one like any other: it becomes an object's own, and hides what it inherits.
      allowPrototypes: true,
      allowSparse: true,
      arrayLimit: limits.formArrayMax,
      decoder,
      depth: limits.jsonDepthMax,
      duplicates: "last",
      parameterLimit: limits.jsonKeysMax,
      strictDepth: true,
    });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw tooLarge(cause);
  }
}

function decoder(text: string, decode: defaultDecoder, charset?: string, type?: "key" | "value"): string {
  const decoded = decode(text, decode, charset);
  if (type === "key" && /(?:^|\[)__proto__(?:[[\]]|$)/.test(decoded)) {
    throw new DomainError("body_unparseable", { message: "The name '__proto__' is not allowed." });
  }
  return decoded;
}

const tooLarge = (cause?: RangeError) =>
  new DomainError("body_unparseable", {
    message: `The form is nested deeper than ${limits.jsonDepthMax} levels, or has more than ${limits.jsonKeysMax} parameters.`,
    cause,
  });
