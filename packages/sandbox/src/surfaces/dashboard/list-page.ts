import type { Operation } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import type { Outcome } from "../../gateway/call-from-page.ts";
import { readForm, showFields, type Typed } from "./form.ts";
import { showActions, showProblem, type Page } from "./layout.ts";
import { formOf, inWords, pageOf, type Resource } from "./resources.ts";
import { isThing, showTable, type ListedResource, type Thing } from "./show.ts";
import type { Visit } from "./visit.ts";

const pageSize = 25;
const paging = ["limit", "starting_after", "ending_before"];

/** The size of a page, where a list has pages. */
export const atMost = (limit: number, list: Operation): { limit?: number } =>
  "limit" in list.input.properties ? { limit } : {};

/** The things of a list's answer. */
export const thingsOf = (body: Readonly<Record<string, unknown>>): readonly Thing[] =>
  Array.isArray(body["data"]) ? body["data"].filter(isThing) : [];

/** A list, or why there is none. */
export function showList(resource: ListedResource, outcome: Outcome): SafeHtml {
  if (!outcome.ok) return showProblem(outcome.error.message);
  const things = thingsOf(outcome.body);
  return things.length === 0 ? html`<p class="quiet">None.</p>` : showTable(resource, things);
}

/** The page of a kind of thing: filters, one page of the list, and the ways to the next. */
export async function showListPage(visit: Visit, resource: Resource, typed: Typed): Promise<Page> {
  const { list, create, search, name } = resource;
  const read = readForm(list, typed);
  const title = inWords(name);
  if ("problem" in read) return { title, body: html`${showProblem(read.problem)}${showFilters(resource, typed)}` };
  const outcome = await visit.ask(list.id, { ...atMost(pageSize, list), ...read.input });
  const status = outcome.ok ? 200 : outcome.status;
  const body = html`${showActions([
    ...(create ? [{ label: "Create", href: formOf(create) }] : []),
    ...(search ? [{ label: "Search", href: formOf(search) }] : []),
  ])}
  ${showFilters(resource, typed)} ${showList(resource, outcome)}
  ${outcome.ok ? showPaging(resource, typed, outcome.body) : ""}`;
  return { title, body, status, live: outcome.ok };
}

const showFilters = (resource: Resource, typed: Typed): SafeHtml => {
  const used = Object.entries(typed).some(([param, text]) => text !== "" && !paging.includes(param));
  return html`<details class="filters" ${used ? "open" : ""}>
    <summary>Filter</summary>
    <form method="get" action="${pageOf(resource)}">
      ${showFields(resource.list, typed, { without: paging })}
      <button>Show</button>
    </form>
  </details>`;
};

/** Links to the pages before and behind, newest first. */
function showPaging(resource: Resource, typed: Typed, body: Readonly<Record<string, unknown>>): SafeHtml | string {
  const things = thingsOf(body);
  const [first, last] = [things[0]?.["id"], things.at(-1)?.["id"]];
  const isBack = (typed["ending_before"] ?? "") !== "";
  const hasMore = body["has_more"] === true;
  const to = (param: string, id: unknown) => {
    const kept = Object.entries(typed).filter(([name, text]) => text !== "" && !paging.slice(1).includes(name));
    return `${pageOf(resource)}?${new URLSearchParams([...kept, [param, String(id)]]).toString()}`;
  };
  const newer = isBack ? hasMore : (typed["starting_after"] ?? "") !== "";
  const older = isBack || hasMore;
  const links = [
    ...(newer && first !== undefined ? [{ label: "← Newer", href: to("ending_before", first) }] : []),
    ...(older && last !== undefined ? [{ label: "Older →", href: to("starting_after", last) }] : []),
  ];
  return showActions(links);
}
