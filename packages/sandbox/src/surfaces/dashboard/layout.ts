import { html, type SafeHtml } from "@remix-run/html-template";
import type { FastifyReply } from "fastify";

import { sendPage } from "../../gateway/page.ts";
import { catalogue, formOf, inWords, pageOf } from "./resources.ts";

/** Where the dashboard's style and script are. */
export const assetPaths = { style: "/dashboard/style.css", script: "/dashboard/script.js" };

/** A page of the dashboard, before it is sent. */
export interface Page {
  title: string;
  body: SafeHtml;
  status?: number;
  /** Whether it is asked for again while somebody looks at it. */
  live?: boolean;
}

/** Sends a page with the menu beside it. */
export function sendDashboard(reply: FastifyReply, { title, body, status, live = false }: Page): FastifyReply {
  const page = html`<div class="board">
    ${showMenu()}
    <article ${live ? "data-live" : ""}>
      <h1>${title}</h1>
      ${body}
    </article>
  </div>`;
  return sendPage(reply, title, page, { status, script: assetPaths.script, style: assetPaths.style });
}

const showMenu = () => {
  const groups = Map.groupBy(catalogue().all.values(), ({ group }) => group);
  return html`<nav aria-label="Dashboard">
    <a href="/dashboard"><strong>Overview</strong></a>
    ${[...groups].map(
      ([group, members]) =>
        html`<h2>${inWords(group)}</h2>
          ${members.map((resource) => html`<a href="${pageOf(resource)}">${inWords(resource.name)}</a>`)}
          ${catalogue()
            .reports.filter(({ path }) => path.split("/")[1] === group)
            .map(({ id }) => html`<a href="${formOf({ id })}">${inWords(shortName(id, group))}</a>`)}`,
    )}
    <h2>More</h2>
    <a href="/reference">API reference</a>
  </nav>`;
};

/** What an operation is about, where the menu says its group already. */
const shortName = (id: string, group: string) => id.replace(/\.get$/, "").replace(`${group}.`, "");

/** A group of links that do something. */
export const showActions = (links: readonly { label: string; href: string }[]): SafeHtml | string =>
  links.length === 0
    ? ""
    : html`<p class="actions">
        ${links.map(({ label, href }) => html`<a class="action" href="${href}">${label}</a>`)}
      </p>`;

/** What an operation refused. */
export const showProblem = (message: string): SafeHtml => html`<p class="error" role="alert">${message}</p>`;
