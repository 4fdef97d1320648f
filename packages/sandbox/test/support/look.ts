import type { AnyEvent, Client, EventType } from "@micro/sdk";

/** The number of the newest event, 0 before the first. */
export async function newestSeq(client: Client): Promise<number> {
  return (await client.events.list({ limit: 1 })).data[0]?.seq ?? 0;
}

/** The events of the client's account and mode after a number, oldest first. */
export async function eventsOf(client: Client, after = 0): Promise<AnyEvent[]> {
  const events: AnyEvent[] = [];
  for await (const event of client.events.list({ limit: 100 })) {
    if (event.seq <= after) break;
    events.push(event);
  }
  return events.toReversed();
}

/** The types of these events. */
export async function eventTypesOf(client: Client, after = 0): Promise<EventType[]> {
  return (await eventsOf(client, after)).map(({ type }) => type);
}

/** What the trial balance says: that it is balanced, and what each account holds, debits positive. */
export async function balancesOf(client: Client): Promise<{ balanced: boolean; accounts: Record<string, number> }> {
  const { balanced, currencies } = await client.ledger.trialBalance();
  const lines = currencies.flatMap(({ currency, accounts }) =>
    accounts.map(({ code, name, debit, credit }) => [`${code ?? name} ${currency}`, debit - credit] as const),
  );
  return { balanced, accounts: Object.fromEntries(lines) };
}
