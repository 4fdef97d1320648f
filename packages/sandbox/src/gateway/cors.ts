import type { FastifyReply } from "fastify";

const exposed = "Request-Id, Retry-After, Idempotent-Replayed, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset";

/** Lets the page of an allowed origin read the answer. Never a wildcard. */
export function allowOrigin(reply: FastifyReply, origin: string): void {
  void reply.headers({
    "access-control-allow-origin": origin,
    "access-control-expose-headers": exposed,
    vary: "Origin",
  });
}

/** Tells the browser of an allowed origin what its page may send. */
export function answerPreflight(reply: FastifyReply): FastifyReply {
  return reply
    .code(204)
    .headers({
      "access-control-allow-methods": "GET, POST, DELETE",
      "access-control-allow-headers":
        "authorization, content-type, idempotency-key, micro-account, stripe-account, stripe-version, x-api-key, x-request-id, traceparent",
      "access-control-max-age": "600",
    })
    .send();
}
