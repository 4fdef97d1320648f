import { operations, type OperationId } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import type { Outcome } from "../../gateway/call-from-page.ts";
import type { SchemaShape } from "../../gateway/schema-shape.ts";
import { showActions, showProblem, type Page } from "./layout.ts";
import { catalogue, formOf, pageOf } from "./resources.ts";
import { showList } from "./list-page.ts";
import { showFacts } from "./show.ts";
import type { Visit } from "./visit.ts";

const sections: readonly { title: string; resource: string; input: Readonly<Record<string, string>> }[] = [
  { title: "Latest payments", resource: "payment_intents", input: {} },
  { title: "Latest events", resource: "events", input: {} },
  { title: "Deliveries that failed", resource: "webhook_deliveries", input: { status: "failed" } },
  { title: "Latest requests", resource: "requests", input: {} },
];

const actions: readonly { label: string; id: OperationId }[] = [
  { label: "Create a payment", id: "payment_intents.create" },
  { label: "Move the clock", id: "clock.advance" },
  { label: "Stop the clock", id: "clock.freeze" },
  { label: "Let the clock run", id: "clock.resume" },
  { label: "Make something fail", id: "faults.create" },
  { label: "Save a snapshot", id: "snapshots.save" },
  { label: "Reset the sandbox", id: "sandbox.reset" },
];

/** What goes on in the account: the newest of what matters most. */
export async function showOverview(visit: Visit): Promise<Page> {
  const [account, sandbox, balance, ...lists] = await Promise.all([
    visit.ask("auth.whoami"),
    visit.ask("sandbox.get"),
    visit.ask("balance.get"),
    ...sections.map(({ resource, input }) => visit.ask(`${resource}.list` as OperationId, { ...input, limit: 5 })),
  ]);
  const body = html`${showActions(actions.map(({ label, id }) => ({ label, href: formOf({ id }) })))}
    <div class="columns">
      ${showSummary("Account", "auth.whoami", account)} ${showSummary("Sandbox", "sandbox.get", sandbox)}
      ${showSummary("Balance", "balance.get", balance)}
    </div>
    ${sections.map(({ title, resource: name, input }, index) => {
      const resource = catalogue().all.get(name);
      const outcome = lists[index];
      if (!resource || !outcome) return "";
      return html`<h2><a href="${pageOf(resource)}?${new URLSearchParams(input).toString()}">${title}</a></h2>
        ${showList(resource, outcome)}`;
    })}`;
  return { title: "Overview", body, live: true };
}

const showSummary = (title: string, id: OperationId, outcome: Outcome): SafeHtml =>
  html`<section>
    <h2><a href="${formOf({ id })}">${title}</a></h2>
    ${outcome.ok ? showFacts(outcome.body, operations[id].output as SchemaShape) : showProblem(outcome.error.message)}
  </section>`;
