import { html, type SafeHtml } from "@remix-run/html-template";

import { showActions, showProblem, type Page } from "./layout.ts";
import { atMost, showList, thingsOf } from "./list-page.ts";
import {
  catalogue,
  formOf,
  inWords,
  pageOf,
  wordOf,
  type OfferedOperation,
  type Relation,
  type Resource,
} from "./resources.ts";
import { showFacts } from "./show.ts";
import type { Visit } from "./visit.ts";

const relatedMax = 10;

/** The page of one thing: what it says, what can be done to it, and what belongs to it. */
export async function showThing(visit: Visit, resource: Resource, get: OfferedOperation, id: string): Promise<Page> {
  const { name, item, actions, parts } = resource;
  const title = inWords(wordOf(item));
  const outcome = await visit.ask(get.id, { id });
  if (!outcome.ok) return { title, body: showProblem(outcome.error.message), status: outcome.status };
  const relations = catalogue().relations.get(resource) ?? [];
  const related = await Promise.all(relations.map((relation) => showRelated(visit, relation, id)));
  const links = [...actions, ...parts].map((operation) => ({
    label: inWords(operation.id.replace(`${name}.`, "")),
    href: formOf(operation, { id }),
  }));
  const body = html`<p class="quiet"><a href="${pageOf(resource)}">${inWords(name)}</a> / <code>${id}</code></p>
    ${showActions(links)} ${showFacts(outcome.body, item)} ${related}
    <details>
      <summary>JSON</summary>
      <pre>${JSON.stringify(outcome.body, null, 2)}</pre>
    </details>`;
  return { title, body, live: true };
}

/** A list of what belongs to a thing, where there is something, and he may see it. */
async function showRelated(visit: Visit, { resource, param }: Relation, id: string): Promise<SafeHtml | string> {
  const outcome = await visit.ask(resource.list.id, { [param]: id, ...atMost(relatedMax, resource.list) });
  if (!outcome.ok || thingsOf(outcome.body).length === 0) return "";
  const query = new URLSearchParams({ [param]: id }).toString();
  return html`<h2><a href="${pageOf(resource)}?${query}">${inWords(resource.name)}</a></h2>
    ${showList(resource, outcome)}`;
}
