import { operations } from "@micro/sdk/contract";

import type { ExplainedPayment } from "../actions/explain-payment.ts";
import { out } from "./colours.ts";
import { table } from "./table.ts";

/** Each status with what can be done in it and what comes of that; of one payment only its own. */
export function paymentText({ states, payment }: ExplainedPayment): string {
  if (payment === null) {
    return Object.keys(states)
      .map((status) => statusText(states, status))
      .join("\n");
  }
  const { id, status, can, last_error: error } = payment;
  return [
    `${id} is ${out.bold(status)}.`,
    ...(error === null ? [] : [`The last attempt failed: ${error}`]),
    can.length === 0 ? "Nothing can be done with it any more." : statusText(states, status),
    ...can.filter(isCommand).map((command) => out.dim(`micro payment_intents ${command} ${id}`)),
  ].join("\n");
}

/** Some of what the table of states knows is a case of another command. */
const isCommand = (command: string) => Object.hasOwn(operations, `payment_intents.${command}`);

function statusText(states: ExplainedPayment["states"], status: string): string {
  const rows = Object.entries(states[status] ?? {}).flatMap(([command, outcomes]) =>
    Object.entries(outcomes ?? {}).map(([outcome, next], index) => [
      `  ${index === 0 ? command : ""}`,
      outcome === "done" ? "" : out.dim(outcome),
      `→ ${next}`,
    ]),
  );
  return [out.bold(status), rows.length === 0 ? out.dim("  the end") : table(rows)].join("\n");
}
