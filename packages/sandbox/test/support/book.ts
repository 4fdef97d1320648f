import type { Client, EntryParam, LedgerAccountType } from "@micro/sdk";

type AccountParams = Parameters<Client["ledgerAccounts"]["create"]>[0];
/** `currency: null` is for any. */
type AccountFields = Partial<Omit<AccountParams, "currency">> & { currency?: AccountParams["currency"] | null };
type TransactionFields = Partial<Parameters<Client["ledgerTransactions"]["create"]>[0]>;

/** Short ways to accounts and transactions of one client's ledger; names and references are counted. */
export function openBook(client: Client) {
  let count = 0;
  return {
    /** Opens an account in usd that may be negative, by default; answers its id. */
    open: async (type: LedgerAccountType, { currency = "usd", ...fields }: AccountFields = {}) => {
      const limits = "min_balance" in fields || "allow_negative" in fields ? {} : { allow_negative: true };
      const name = `${type} ${++count}`;
      const account = await client.ledgerAccounts.create({
        name,
        type,
        ...(currency && { currency }),
        ...limits,
        ...fields,
      });
      return account.id;
    },
    /** Moves an amount from the credited account to the debited one. */
    move: (debit: string, credit: string, amount: number, fields: TransactionFields = {}) =>
      client.ledgerTransactions.create({
        reference_id: `reference ${++count}`,
        entries: move(debit, credit, amount),
        ...fields,
      }),
    /** What an account holds in its main currency. */
    balance: async (id: string) => {
      const { balances } = await client.ledgerAccounts.get(id);
      const { posted = 0, pending = 0, available = 0 } = balances[0] ?? {};
      return { posted, pending, available };
    },
  };
}

/** Short ways into a ledger. */
export type Book = ReturnType<typeof openBook>;

/** The two entries of a movement. */
export const move = (debit: string, credit: string, amount: number): EntryParam[] => [
  { account_id: debit, amount },
  { account_id: credit, amount: -amount },
];
