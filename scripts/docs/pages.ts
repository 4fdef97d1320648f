import { readFileSync } from "node:fs";

import { format } from "oxfmt";

import { apiPage } from "./api-page.ts";
import { cliPage } from "./cli-page.ts";
import { errorIndex } from "./error-index.ts";
import { postingsPage } from "./postings-page.ts";
import { eventsPage, eventsSchema } from "./events-page.ts";
import { statesPage } from "./states-page.ts";
import { stripePage } from "./stripe-page.ts";

/** The pages that are printed from the code, by path, as the formatter leaves them. */
export async function printPages(): Promise<Map<string, string>> {
  const pages = {
    "docs/api.md": apiPage(),
    "docs/cli.md": cliPage(),
    "docs/errors/README.md": errorIndex(),
    "docs/events.md": eventsPage(),
    "docs/events.schema.json": eventsSchema(),
    "docs/payments/postings.md": postingsPage(),
    "docs/payments/states.md": statesPage(),
    "docs/stripe.md": stripePage(),
  };
  const { printWidth } = JSON.parse(readFileSync(".oxfmtrc.json", "utf8")) as { printWidth: number };
  const printed = Object.entries(pages).map(
    async ([file, text]) => [file, (await format(file, text, { printWidth })).code] as const,
  );
  return new Map(await Promise.all(printed));
}
