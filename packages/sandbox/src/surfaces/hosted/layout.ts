import { html, type SafeHtml } from "@remix-run/html-template";
import type { FastifyReply } from "fastify";

/** A page, before it is sent. */
export interface Page {
  title: string;
  /** Whether it shows one narrow column. */
  narrow?: boolean;
  body: SafeHtml;
  /** Where the browser goes on by itself, at once. */
  goesTo?: string;
}

/** Where the stylesheet and the script of all pages are served. */
export const assetPaths = { styles: "/hosted/pages.css", script: "/hosted/pages.js" };

const contentPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src data:",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

/** Sends a page: nothing from elsewhere, no frame, no cache, and no inline script. */
export function sendPage(reply: FastifyReply, page: Page, status = 200): FastifyReply {
  return reply
    .code(status)
    .headers({
      "cache-control": "no-store",
      "content-security-policy": contentPolicy,
      "content-type": "text/html; charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      // The URL holds a secret: it goes to no other site. The sandbox's own guard needs to see its origin.
      "referrer-policy": "same-origin",
      "request-id": reply.request.id,
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    })
    .send(String(render(page)));
}

/** Sends a document to keep, under the same rules. */
export function sendPdf(reply: FastifyReply, name: string, bytes: Uint8Array): FastifyReply {
  return reply
    .headers({
      "cache-control": "no-store",
      "content-disposition": `attachment; filename="${name}"`,
      "content-type": "application/pdf",
      "referrer-policy": "same-origin",
      "request-id": reply.request.id,
      "x-content-type-options": "nosniff",
    })
    .send(Buffer.from(bytes));
}

const render = ({ title, narrow = false, goesTo, body }: Page) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        ${goesTo === undefined ? "" : html`<meta http-equiv="refresh" content="0; url=${goesTo}" />`}
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${assetPaths.styles}" />
        <script src="${assetPaths.script}" defer></script>
        <title>${title}</title>
      </head>
      <body>
        <header class="banner"><strong>micro sandbox</strong> — a test page. No money moves.</header>
        <main class="${narrow ? "narrow" : "wide"}">${body}</main>
      </body>
    </html>`;

/** A page that says one thing, and may lead on from there. */
export function messagePage(mark: "good" | "bad", title: string, text: string, goesTo: string | null = null): Page {
  return {
    title,
    narrow: true,
    ...(goesTo !== null && { goesTo }),
    body: html`<section class="paper" aria-labelledby="title">
      <div class="mark ${mark}" aria-hidden="true">${mark === "good" ? "✓" : "!"}</div>
      <h1 id="title">${title}</h1>
      <p class="soft">${text}</p>
      ${goesTo === null ? "" : html`<p><a href="${goesTo}">Continue to the shop</a></p>`}
    </section>`,
  };
}
