import { assetCodes } from "../../packages/sdk/src/contract/money.ts";
import { postings } from "../../packages/sandbox/src/services/balance/postings.ts";
import { chartOfAccounts } from "../../packages/sandbox/src/services/ledger/chart-of-accounts.ts";
import { disputeFees } from "../../packages/sandbox/src/services/balance/fees.ts";
import { defaultSettings } from "../../packages/sandbox/src/services/settings/settings.ts";
import { generatedNote, paragraphs, table } from "./markdown.ts";

/** What each movement of money debits and credits, from the table that posts it. */
export function postingsPage(): string {
  return paragraphs(
    "# What payments post to the ledger",
    generatedNote,
    "Each movement is one balanced transaction, in the database transaction of its cause. Its `reference_id` is the id of the cause; where one cause has a second movement, a suffix stands after the id. `held` is `pending` or `available`, wherever the money stands that moves. An authorisation moves no money and posts nothing.",
    "## Accounts",
    table(
      ["account", "code", "type"],
      Object.entries(chartOfAccounts).map(([name, { code, type }]) => [`\`${name}\``, `\`${code("usd")}\``, type]),
    ),
    "There is one of each for every currency, opened on first use.",
    "## Movements",
    table(
      ["movement", "reference", "lines"],
      Object.values(postings).map(({ meaning, suffix, lines }) => [
        meaning,
        suffix === "" ? "id" : `id\`${suffix}\``,
        lines.map(({ side, account, part }) => `${side} \`${account}\`: ${part}`).join("<br>"),
      ]),
    ),
    "`net` is the amount less the fee, `total` is both together. The reference of money that becomes available is the id of its balance transaction, that of a customer's bank transfer the id of the cash transaction.",
    "## Fees",
    "The fee of a payment is its share of the amount, rounded half up to the minor unit, plus the fixed part, and never more than the amount: 10.50 USD costs 30.45 → 30, plus 30: 0.60 USD. Integers throughout. `POST /payments/settings` changes them.",
    table(
      ["currency", "share", "fixed", "of a dispute"],
      assetCodes.map((code) => [
        `\`${code}\``,
        `${defaultSettings.fees[code].basis_points / 100} %`,
        String(defaultSettings.fees[code].fixed),
        String(disputeFees[code]),
      ]),
    ),
    "The fee of a dispute stays with the processor, won or lost. The fee of a payment stays with it when the payment is refunded.",
  );
}
