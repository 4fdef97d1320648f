import { html, type SafeHtml } from "@remix-run/html-template";
import type { FastifyInstance, FastifyReply } from "fastify";
import { parse } from "qs";

import { pageStyle } from "./page-style.ts";

/** Nothing from elsewhere, no script unless it is served from here, no frame; forms go to this sandbox alone. */
const policy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Sends a page of the sandbox. A page with a script may call this sandbox. */
export function sendPage(
  reply: FastifyReply,
  title: string,
  body: SafeHtml,
  { status = 200, script, style }: { status?: number | undefined; script?: string; style?: string } = {},
): FastifyReply {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · micro</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/pages/style.css" />
        ${style === undefined ? "" : html`<link rel="stylesheet" href="${style}" />`}
        ${script === undefined ? "" : html`<script src="${script}" defer></script>`}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`;
  return reply
    .code(status)
    .headers({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": script === undefined ? policy : `${policy}; script-src 'self'; connect-src 'self'`,
      "x-content-type-options": "nosniff",
      // The URL can hold a secret: it goes to no other site. The guard needs to see the origin of a form.
      "referrer-policy": "same-origin",
      "cache-control": "no-store",
    })
    .send(String(page));
}

/** Serves the style of all pages. */
export function mountPageStyle(app: FastifyInstance): void {
  app.get("/pages/style.css", { config: { kind: "page", isOpen: true } }, (_request, reply) =>
    reply.type("text/css; charset=utf-8").header("cache-control", "max-age=3600").send(pageStyle),
  );
}

/** Lets the routes of a scope take the forms of pages. The API takes JSON only. */
export function acceptForms(scope: FastifyInstance): void {
  scope.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
    done(null, parse(body.toString(), { depth: 0, parameterLimit: 50 })),
  );
}

/** One field of a form; empty when it was not sent. */
export function fieldOf(form: unknown, name: string): string {
  const value: unknown = form !== null && typeof form === "object" ? Reflect.get(form, name) : undefined;
  return typeof value === "string" ? value : "";
}
