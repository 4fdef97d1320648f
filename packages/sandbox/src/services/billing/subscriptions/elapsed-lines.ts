import type { Context } from "../../../platform/context.ts";
import { periodAt, type Period } from "./calendar.ts";
import { linesMax, type UnpricedLine } from "../invoices/invoice-lines.ts";
import { refuse } from "../refuse.ts";
import { prorate } from "./proration.ts";
import { cycleOf } from "./subscription.ts";
import { isMetered, itemAmount, type PricedItem } from "./subscription-item.ts";
import { itemLine } from "./subscription-lines.ts";
import type { SubscriptionRow } from "./subscription-tables.ts";

/** The lines that bill the time before a subscription was made, from when on it counts: one for each of its periods, and in part where it is one. */
export async function elapsedLines(
  ctx: Context,
  row: SubscriptionRow,
  items: readonly PricedItem[],
): Promise<UnpricedLine[]> {
  const agreed = items.filter(({ price }) => !isMetered(price));
  const lines: UnpricedLine[] = [];
  for (let start = row.start_date; start < ctx.now && agreed.length > 0;) {
    const whole = periodAt(cycleOf(row), start);
    const period = { start, end: Math.min(whole.end, ctx.now) };
    for (const item of agreed) lines.push(await elapsedLine(ctx, row, item, { period, whole }));
    if (lines.length + items.length > linesMax) {
      refuse(
        "backdate_start_date",
        `The time since then is more than the ${linesMax} lines that an invoice has at most.`,
      );
    }
    start = period.end;
  }
  return lines;
}

async function elapsedLine(
  ctx: Context,
  row: SubscriptionRow,
  item: PricedItem,
  { period, whole }: { period: Period; whole: Period },
): Promise<UnpricedLine> {
  const { quantity } = item.row;
  const amount = prorate(itemAmount(item, row.currency), period, whole);
  const line = await itemLine(ctx, row, item, { amount, description: `${quantity} × ${item.name}`, period, quantity });
  return { ...line, proration: period.end - period.start < whole.end - whole.start };
}
