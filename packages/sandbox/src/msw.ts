import { http, type HttpHandler } from "msw";

import type { TestSandbox } from "./testing/create-test-sandbox.ts";

export * from "./testing.ts";

/** Where the calls of a Stripe client go. */
const stripeBase = "https://api.stripe.com";

/**
 * Handlers of Mock Service Worker that answer every request below these base URLs from the sandbox, in process: code with a
 * hard-wired host is tested without a change. Unless told it is `https://api.stripe.com`. A path in a base URL is taken off:
 * `https://pay.example.com/api/payments/refunds` below `https://pay.example.com/api` is `/payments/refunds` in the sandbox.
 */
export function sandboxHandlers(sandbox: Pick<TestSandbox, "dispatch">, ...baseUrls: readonly string[]): HttpHandler[] {
  return (baseUrls.length === 0 ? [stripeBase] : baseUrls).map((text) => {
    const base = URL.parse(text);
    if (base === null || !/^https?:$/.test(base.protocol)) {
      throw new TypeError(`${text} is not a base URL: give one such as https://api.example.com.`);
    }
    const prefix = base.pathname.replace(/\/$/, "");
    return http.all(`${base.origin}${prefix}/*`, async ({ request }) => {
      const { pathname, search } = new URL(request.url);
      const { host: _host, ...headers } = Object.fromEntries(request.headers);
      const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
      return sandbox.dispatch({ method: request.method, path: pathname.slice(prefix.length) + search, headers, body });
    });
  });
}
