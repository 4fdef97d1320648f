/**
 * Stripe.js, imitated: the script by which a shop's page collects a card and confirms an intent. What it draws is in frames
 * of the page itself, under the names by which Stripe's own are found; what it calls is Stripe's API as it is imitated here,
 * with a publishable key and the client secret of an intent.
 *
 * The script itself is in `browser/`. It is served below the paths of js.stripe.com, too, for whoever maps that name.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { onFirstUse } from "../../platform/on-first-use.ts";

const paths = ["/stripe.js", "/v3", "/v3/", "/:release/stripe.js"];

const script = onFirstUse(async () => {
  const { bundleScript } = await import("./bundle-script.ts");
  return bundleScript();
});

/** Mounts the script. Any page may have it: it holds nothing that is secret. */
export function mountStripeJs(app: FastifyInstance): void {
  const send = async ({ headers }: FastifyRequest, reply: FastifyReply) => {
    const text = await script();
    return reply
      .headers({
        "cache-control": "no-cache",
        "content-type": "text/javascript; charset=utf-8",
        "cross-origin-resource-policy": "cross-origin",
        "x-content-type-options": "nosniff",
      })
      .send(text.replace("micro:sandbox-url", `http://${headers.host}`));
  };
  for (const path of paths) app.get(path, { config: { kind: "script", isOpen: true } }, send);
}
