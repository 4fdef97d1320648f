import type { IncomingHttpHeaders } from "node:http";

import type { CredentialHeaders } from "../../gateway/authenticate.ts";
import { DomainError } from "../../platform/errors.ts";
import { versionName } from "./version.ts";
import { versionOf, type Version } from "./versions/index.ts";

interface CallHeaders {
  credentials: CredentialHeaders;
  idempotencyKey: string | undefined;
  traceparent: string | undefined;
}

/** The version that a call asks for; previews of what is to come, behind a semicolon, make no difference. */
export function readVersion(headers: IncomingHttpHeaders, otherwise: Version): Version {
  const sent = single(headers["stripe-version"]);
  if (sent === undefined) return otherwise;
  const [name = ""] = sent.split(";", 1);
  if (versionName.test(name)) return versionOf(name);
  throw new DomainError("parameter_invalid", {
    message: `Invalid Stripe API version: ${sent.slice(0, 40)}`,
    param: "Stripe-Version",
  });
}

/** The headers that a call is made of. */
export function readHeaders(headers: IncomingHttpHeaders): CallHeaders {
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
