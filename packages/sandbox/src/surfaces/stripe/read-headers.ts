import type { IncomingHttpHeaders } from "node:http";

import type { CredentialHeaders } from "../../gateway/authenticate.ts";
import { DomainError } from "../../platform/errors.ts";

interface CallHeaders {
  credentials: CredentialHeaders;
  idempotencyKey: string | undefined;
  traceparent: string | undefined;
}

/** The headers that a call is made of. A version must have the form of one; what it asks for makes no difference. */
export function readHeaders(headers: IncomingHttpHeaders): CallHeaders {
  const version = single(headers["stripe-version"]);
  if (version !== undefined && !/^\d{4}-\d{2}-\d{2}(?:\.[a-z]+)?(?:;.*)?$/.test(version)) {
    throw new DomainError("parameter_invalid", {
      message: `Invalid Stripe API version: ${version.slice(0, 40)}`,
      param: "Stripe-Version",
    });
  }
  return {
    credentials: {
      authorization: headers.authorization,
      actFor: single(headers["stripe-account"])?.replace(/^acct_/, "conn_"),
    },
    idempotencyKey: single(headers["idempotency-key"]),
    traceparent: single(headers["traceparent"]),
  };
}

const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
