import type { FastifyInstance } from "fastify";

import type { SiteOf } from "../../gateway/app.ts";
import { doorPaths, doorScript, sendDoor } from "../../gateway/door-page.ts";
import { fieldOf } from "../../gateway/page.ts";
import { writePageCookie } from "../../gateway/page-cookie.ts";
import { callFromPage, type Caller } from "../../gateway/call-from-page.ts";

/** Mounts the door: the page that a one-time token leads to, and what gives the browser its cookie for the token. */
export function mountDoor(app: FastifyInstance, siteOf: SiteOf<Caller>): void {
  app.get(doorPaths.page, { config: { kind: "page", isOpen: true } }, (_request, reply) => sendDoor(reply));
  app.get(doorPaths.script, { config: { kind: "page", isOpen: true } }, (_request, reply) =>
    reply.type("text/javascript; charset=utf-8").header("cache-control", "max-age=3600").send(doorScript),
  );
  // Whoever is let in learns that the cookie is good.
  app.get(doorPaths.session, { config: { kind: "page" } }, (_request, reply) =>
    reply.code(204).header("cache-control", "no-store").send(),
  );
  app.post(doorPaths.session, { config: { kind: "page", isOpen: true } }, async (request, reply) => {
    const token = fieldOf(request.body, "token");
    const outcome = await callFromPage(siteOf, request, "page_sessions.open", { token });
    void reply.header("cache-control", "no-store");
    if (!outcome.ok) return reply.code(outcome.status).send({ error: outcome.error });
    const secret = String(outcome.body["secret"]);
    return reply.code(204).header("set-cookie", writePageCookie(request, secret)).send();
  });
}
