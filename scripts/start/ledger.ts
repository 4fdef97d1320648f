import { createClient, formatAmount } from "@micro/sdk";

interface Login {
  email: string;
  password: string;
}

/** What a payment posted to the ledger, in a line. Throws when it is not there or does not balance. */
export async function readPosting(baseUrl: string, login: Login, paymentIntent: string): Promise<string> {
  await using client = createClient({ baseUrl });
  const { token } = await client.auth.login(login);
  const scopes = ["payments:read", "ledger:read"] as const;
  const key = await client.apiKeys.create({ environment: "test", scopes: [...scopes] }, { apiKey: token });
  const asReader = { apiKey: key.key };

  const { latest_charge: charge } = await client.paymentIntents.get(paymentIntent, {}, asReader);
  const posted = await client.ledgerTransactions.list({ reference_id: charge ?? "" }, asReader);
  const [transaction] = posted.data;
  if (!transaction) throw new Error(`The charge ${charge} is not in the ledger.`);
  const sides: Record<"debit" | "credit", string[]> = { debit: [], credit: [] };
  let sum = 0;
  for (const { account_id: id, amount, currency, direction } of transaction.entries) {
    const account = await client.ledgerAccounts.get(id, {}, asReader);
    sides[direction].push(`${account.code ?? account.name} ${formatAmount(Math.abs(amount), currency)}`);
    sum += amount;
  }
  if (sum !== 0) throw new Error(`The transaction ${transaction.id} sums to ${sum}, not to zero.`);
  await client.apiKeys.revoke(key.id, {}, { apiKey: token });
  return `debit ${sides.debit.join(" + ")} = credit ${sides.credit.join(" + ")}, balanced`;
}
