import { stringify } from "qs";

import type { StripeError } from "./errors.ts";

/** An object of the API. */
export interface ApiObject {
  id: string;
  [field: string]: unknown;
}

export type Answer<T = ApiObject> = { value: T; error?: never } | { value?: never; error: StripeError };

/** Calls the sandbox as the payer. It never throws: what fails is an answer too. */
export interface Api {
  get(path: string, params?: object): Promise<Answer>;
  post(path: string, params: object): Promise<Answer>;
  /** Passes or fails the authentication of an intent. */
  authenticate(clientSecret: string, outcome: "succeeded" | "failed"): Promise<Answer>;
}

export function createApi(baseUrl: string, publishableKey: string, account: string | undefined): Api {
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    let response: Response;
    try {
      response = await fetch(baseUrl + path, init);
    } catch (cause) {
      const message =
        `No answer from the sandbox at ${baseUrl}. Is it running, and does it let this page in? ` +
        `Start it with \`--cors-origin ${location.origin}\`.`;
      // oxlint-disable-next-line no-console -- The browser's console is where somebody looks for it.
      console.error(message, cause);
      return { error: { type: "api_connection_error", message } };
    }
    const answer = (await response.json()) as ApiObject & { error?: StripeError };
    return answer.error ? { error: answer.error } : { value: answer };
  };

  const headers = {
    authorization: `Bearer ${publishableKey}`,
    ...(account !== undefined && { "stripe-account": account }),
  };
  return {
    get: (path, params = {}) =>
      send(`${path}${stringify(params, { addQueryPrefix: true, skipNulls: true })}`, { headers }),
    post: (path, params) =>
      send(path, {
        method: "POST",
        headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
        body: stringify(params, { skipNulls: true }),
      }),
    authenticate: (clientSecret, outcome) =>
      send("/hosted/authentication", {
        method: "POST",
        headers: { authorization: `Bearer ${clientSecret}`, "content-type": "application/json" },
        body: JSON.stringify({ outcome }),
      }),
  };
}
