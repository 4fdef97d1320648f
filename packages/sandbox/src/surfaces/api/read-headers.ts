import type { IncomingHttpHeaders } from "node:http";

import type { CredentialHeaders } from "../../gateway/authenticate.ts";
import { isExternalId } from "../../gateway/external-id.ts";
import { DomainError } from "../../platform/errors.ts";
import { limits } from "../../platform/limits.ts";

interface CallHeaders {
  credentials: CredentialHeaders;
  idempotencyKey: string | undefined;
  externalId: string | undefined;
  traceparent: string | undefined;
}

/** The headers that a call is made of. */
export function readHeaders(headers: IncomingHttpHeaders): CallHeaders {
  const externalId = single(headers["x-request-id"]);
  if (externalId !== undefined && !isExternalId(externalId)) {
    throw new DomainError("parameter_invalid_string", {
      message: `X-Request-ID has 1 to ${limits.externalRequestIdCharsMax} visible characters.`,
      param: "X-Request-ID",
    });
  }
  return {
    credentials: {
      authorization: headers.authorization,
      apiKey: single(headers["x-api-key"]),
      actFor: single(headers["micro-account"]),
    },
    idempotencyKey: single(headers["idempotency-key"]),
    externalId,
    traceparent: single(headers["traceparent"]),
  };
}

const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
