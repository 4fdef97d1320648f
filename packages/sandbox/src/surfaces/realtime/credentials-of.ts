import type { IncomingHttpHeaders } from "node:http";

import type { CredentialHeaders } from "../../gateway/authenticate.ts";

/** The credentials of a request that opens a stream. */
export function credentialsOf(headers: IncomingHttpHeaders): CredentialHeaders {
  const apiKey = headers["x-api-key"];
  return { authorization: headers.authorization, apiKey: Array.isArray(apiKey) ? apiKey[0] : apiKey };
}
