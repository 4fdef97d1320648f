import type { AnyEvent, InboxMessage } from "@micro/sdk";

import { rowOfListed } from "./event-row.ts";
import type { EffectContext } from "./context.ts";
import type { EventRow, InboxRow, Tab } from "../model/state.ts";

const earlierMax = 100;

/** Loads who one is, what time it is and what happened before, the oldest first. */
export async function loadBeginning({ client, store }: EffectContext): Promise<void> {
  const [principal, clock, earlier, attempts] = await Promise.all([
    client.auth.whoami(),
    client.clock.get(),
    client.events.list({ limit: earlierMax }),
    client.webhookAttempts.list({ limit: earlierMax }),
  ]);
  store.dispatch({ type: "account", account: principal.email, mode: principal.environment ?? "session" });
  store.dispatch({ type: "clock", clock });
  const byEvent = Map.groupBy(attempts.data, ({ event }) => event);
  const rows = earlier.data.toReversed().map((event: AnyEvent) => rowOfListed(event, byEvent.get(event.id)));
  store.dispatch({ type: "events", rows });
}

/** Loads what the page shows; the pages of events and requests fill by themselves. */
export async function loadTab({ client, store }: EffectContext, tab: Tab): Promise<void> {
  if (tab === "payments") {
    const { data } = await client.paymentIntents.list({ limit: 100 });
    store.dispatch({ type: "payments", rows: data });
  } else if (tab === "ledger") {
    const [accounts, trialBalance] = await Promise.all([
      client.ledgerAccounts.list({ limit: 100 }),
      client.ledger.trialBalance(),
    ]);
    store.dispatch({ type: "ledger", accounts: accounts.data, trialBalance });
  } else if (tab === "inbox") {
    const { data } = await client.inbox.list({ limit: 100 });
    store.dispatch({ type: "inbox", rows: data.map(inboxRow) });
  }
}

function inboxRow(message: InboxMessage): InboxRow {
  const { id, to, subject, text, created } = message;
  return { id, to, subject: subject ?? text, created, message };
}

/** Loads the attempts at an event, and what it caused in the ledger. */
export async function loadDetails(context: EffectContext, row: EventRow): Promise<void> {
  const { client, store } = context;
  const event = JSON.parse(row.payload) as AnyEvent;
  const references = referencesOf(event.data.object);
  const [attempts, ...found] = await Promise.all([
    client.webhookAttempts.list({ event: row.id, limit: 20 }),
    ...references.map((reference) => client.ledgerTransactions.list({ reference_id: reference, limit: 5 })),
  ]);
  const own = "entries" in event.data.object ? [event.data.object] : [];
  const transactions = [...own, ...found.flatMap(({ data }) => data)];
  // Entries are shown under the names of their accounts, of which some may be new.
  const known = new Set(store.state.accounts.map((account) => account.id));
  const areKnown = transactions.every(({ entries }) => entries.every(({ account_id: id }) => known.has(id)));
  if (!areKnown) await loadTab(context, "ledger");
  store.dispatch({ type: "details", details: { id: row.id, attempts: attempts.data, transactions } });
}

/** The ids under which the ledger may know the cause: the object's own, and the charge's of a payment. */
function referencesOf(object: object): string[] {
  const { id, latest_charge: charge } = object as Readonly<Record<string, unknown>>;
  return [id, charge].filter((reference) => typeof reference === "string");
}
