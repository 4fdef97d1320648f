import { saysPublishable, type CredentialHeaders } from "../../gateway/authenticate.ts";
import { DomainError } from "../../platform/errors.ts";

/**
 * The credentials of a request whose publishable key may stand among its parameters, as `key`: Stripe's clients in browsers
 * send it there. It is taken out of them. A secret key may not: what stands in a URL is seen by many.
 */
export function takeKey(credentials: CredentialHeaders, sent: Record<string, unknown>): CredentialHeaders {
  const { key } = sent;
  if (key === undefined || credentials.authorization !== undefined) return credentials;
  delete sent["key"];
  if (typeof key === "string" && saysPublishable(key)) return { ...credentials, authorization: `Bearer ${key}` };
  throw new DomainError("credentials_missing", {
    message: "The parameter 'key' takes a publishable key, `pk_test_…`; a secret key is sent in a header.",
  });
}
