import { html, type SafeHtml } from "@remix-run/html-template";

import type { Outcome } from "../../gateway/call-from-page.ts";
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
  const related = await Promise.all(
    relations.map(({ resource: { list }, param }) => visit.ask(list.id, { [param]: id, ...atMost(relatedMax, list) })),
  );
  const links = [...actions, ...parts].map((operation) => ({
    label: inWords(operation.id.replace(`${name}.`, "")),
    href: formOf(operation, { id }),
  }));
  const body = html`<p class="quiet"><a href="${pageOf(resource)}">${inWords(name)}</a> / <code>${id}</code></p>
    ${showActions(links)} ${showFacts(outcome.body, item)}
    ${relations.map((relation, index) => showRelated(relation, id, related[index]))}
    <details>
      <summary>JSON</summary>
      <pre>${JSON.stringify(outcome.body, null, 2)}</pre>
    </details>`;
  return { title, body, live: true };
}

/** Those lists alone that have something, and that he may see. */
function showRelated({ resource, param }: Relation, id: string, outcome: Outcome | undefined): SafeHtml | string {
  if (!outcome?.ok || thingsOf(outcome.body).length === 0) return "";
  const query = new URLSearchParams({ [param]: id }).toString();
  return html`<h2><a href="${pageOf(resource)}?${query}">${inWords(resource.name)}</a></h2>
    ${showList(resource, outcome)}`;
}
