import { parse } from "qs";

import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";

/** A form or a query with brackets to any depth, as Stripe's clients write it: `a[b][0][c]=1&expand[]=customer`. */
export function decodeForm(text: string): Record<string, unknown> {
  if (text === "") return {};
  try {
    return parse(text, {
      depth: limits.jsonDepthMax,
      strictDepth: true,
      parameterLimit: limits.jsonKeysMax,
      throwOnLimitExceeded: true,
      arrayLimit: limits.formArrayMax,
      duplicates: "last",
    });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new DomainError("body_unparseable", {
      message: `The form is nested deeper than ${limits.jsonDepthMax} levels, or has more than ${limits.jsonKeysMax} parameters.`,
      cause,
    });
  }
}
