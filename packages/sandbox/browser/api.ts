import { stringify } from "qs";

import type { CheckoutPage } from "./embedded-checkout.ts";
import type { StripeError } from "./errors.ts";

/** An object of the API. */
export interface ApiObject {
  id: string;
  [field: string]: unknown;
}

export type Answer<T = ApiObject> = { value: T; error?: never } | { value?: never; error: StripeError };

export type PageAnswer = { value: CheckoutPage; error?: never } | { value?: never; error: StripeError };

/** Calls the sandbox as the payer. It never throws: what fails is an answer too. */
export interface Api {
  get(path: string, params?: object): Promise<Answer>;
  post(path: string, params: object): Promise<Answer>;
  /** Passes or fails the authentication of an intent. */
  authenticate(clientSecret: string, outcome: "succeeded" | "failed"): Promise<Answer>;
  /** Reads the page of a checkout session; with a body it is paid, or whatever else the path says. */
  checkoutPage(clientSecret: string, path?: "" | "/redeem", body?: object): Promise<PageAnswer>;
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
    checkoutPage: async (clientSecret, path = "", body) => {
      const own = { authorization: `Bearer ${clientSecret}`, "content-type": "application/json" };
      const init = body ? { method: "POST", headers: own, body: JSON.stringify(body) } : { headers: own };
      // What is no error is the page.
      return (await send(`/hosted/checkout${path}`, init)) as unknown as PageAnswer;
    },
    authenticate: (clientSecret, outcome) =>
      send("/hosted/authentication", {
        method: "POST",
        headers: { authorization: `Bearer ${clientSecret}`, "content-type": "application/json" },
        body: JSON.stringify({ outcome }),
      }),
  };
}
