import { html } from "@remix-run/html-template";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { SiteOf } from "../../gateway/app.ts";
import type { Caller } from "../../gateway/call-from-page.ts";
import { acceptForms, fieldOf } from "../../gateway/page.ts";
import { DomainError } from "../../platform/errors.ts";
import { perform, showOperation, type Done } from "./do-page.ts";
import { readTyped } from "./form.ts";
import { assetPaths, sendDashboard, type Page } from "./layout.ts";
import { showListPage } from "./list-page.ts";
import { showOverview } from "./overview.ts";
import { catalogue, findOffered, type OfferedOperation, type Resource } from "./resources.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";
import { showThing } from "./thing-page.ts";
import { openVisit } from "./visit.ts";

type Request = FastifyRequest<{ Params: { name: string; id: string } }>;

const page = { config: { kind: "page" } } as const;

/**
 * Mounts the dashboard: a page for each kind of thing and each operation of the contract, with the rights of the key that let the
 * browser in.
 */
export function mountDashboard(app: FastifyInstance, siteOf: SiteOf<Caller>): void {
  for (const [url, type, text] of [
    [assetPaths.style, "text/css", style],
    [assetPaths.script, "text/javascript", script],
  ] as const) {
    app.get(url, { config: { kind: "page", isOpen: true } }, (_request, reply) =>
      reply.type(`${type}; charset=utf-8`).header("cache-control", "max-age=3600").send(text),
    );
  }
  void app.register((scope, _options, done) => {
    acceptForms(scope);
    scope.addHook("onRequest", async (request) => {
      const answer = await openVisit(siteOf, request).ask("auth.whoami");
      if (!answer.ok) throw new DomainError("page_session_missing");
    });
    scope.get("/dashboard", page, async (request, reply) =>
      sendDashboard(reply, await showOverview(openVisit(siteOf, request))),
    );
    scope.get("/dashboard/:name", page, (request: Request, reply) =>
      withResource(request, reply, (resource) =>
        showListPage(openVisit(siteOf, request), resource, readTyped(resource.list, request.query)),
      ),
    );
    scope.get("/dashboard/:name/:id", page, (request: Request, reply) =>
      withResource(
        request,
        reply,
        (resource) => resource.get && showThing(openVisit(siteOf, request), resource, resource.get, request.params.id),
      ),
    );
    scope.get("/dashboard/do/:id", page, (request: Request, reply) =>
      withOperation(request, reply, async (operation) => ({
        page: await showOperation(
          openVisit(siteOf, request),
          operation,
          readTyped(operation, request.query),
          request.id,
        ),
      })),
    );
    scope.post("/dashboard/do/:id", page, (request: Request, reply) =>
      withOperation(request, reply, (operation) => {
        // A form that is sent twice does its work once.
        const key = fieldOf(request.body, "_key") || request.id;
        const keys = { key, nextKey: request.id };
        return perform(openVisit(siteOf, request), operation, readTyped(operation, request.body), keys);
      }),
    );
    done();
  });
}

async function withResource(
  request: Request,
  reply: FastifyReply,
  write: (resource: Resource) => Promise<Page> | undefined,
): Promise<FastifyReply> {
  const resource = catalogue().all.get(request.params.name);
  return sendDashboard(reply, (resource && (await write(resource))) ?? missing);
}

async function withOperation(
  request: Request,
  reply: FastifyReply,
  act: (operation: OfferedOperation) => Promise<Done>,
): Promise<FastifyReply> {
  const operation = findOffered(request.params.id);
  const done = operation ? await act(operation) : { page: missing };
  return "goTo" in done ? reply.redirect(done.goTo, 303) : sendDashboard(reply, done.page);
}

const missing: Page = {
  title: "Not found",
  body: html`<p>There is no such page. The menu names all that there are.</p>`,
  status: 404,
};
