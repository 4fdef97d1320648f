import { errorCatalogue, isErrorCode } from "@micro/sdk/contract";
import type { FastifyInstance } from "fastify";

import type { Admit } from "../../gateway/admission.ts";
import type { SiteOf } from "../../gateway/app.ts";
import { documentApi } from "./openapi.ts";

interface Site {
  /** Throws unless the request carries credentials with the scope. */
  admit: Admit;
  renderMetrics: () => Promise<{ contentType: string; text: string }>;
}

/** Mounts what concerns the sandbox and is not an operation: its description, its metrics, the page of each error code. */
export function mountControl(app: FastifyInstance, siteOf: SiteOf<Site>): void {
  let document: string | undefined;
  app.get("/openapi.json", { config: { kind: "page" } }, (_request, reply) => {
    document ??= JSON.stringify(documentApi());
    return reply.type("application/json; charset=utf-8").send(document);
  });
  app.get("/metrics", { config: { kind: "control" } }, async (request, reply) => {
    const { admit, renderMetrics } = siteOf(request.raw);
    await admit(request, { access: "sandbox:read" });
    const { contentType, text } = await renderMetrics();
    return reply.type(contentType).send(text);
  });
  app.get<{ Params: { code: string } }>("/docs/errors/:code", { config: { kind: "page" } }, (request, reply) => {
    const { code } = request.params;
    if (!isErrorCode(code)) return reply.callNotFound();
    const { status, type, message, hint } = errorCatalogue[code];
    return reply
      .type("text/plain; charset=utf-8")
      .send(`${code}\n\n${message}\n${hint}\n\nStatus: ${status}\nType: ${type}\n`);
  });
}
