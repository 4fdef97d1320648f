import type { QuoteDocument } from "@micro/sdk/contract";

import { quotePdf } from "../../../gateway/documents/quote-pdf.ts";
import { withoutEffect, type Resource, type RouteDocument, type Rule } from "../route.ts";
import { isRecord, refused } from "./rules.ts";

const invoiceSettings: Rule = (value) => {
  if (isRecord(value) && Object.keys(value).every((name) => name === "days_until_due")) return value;
  return refused("invoice_settings", "Of 'invoice_settings' only 'days_until_due' is imitated.");
};

const terms = {
  params: { invoice_settings: invoiceSettings },
  hidden: ["currency", "days_until_due"],
};

const quoteDocument: RouteDocument = {
  address: "pdf",
  operation: "quote_document.get",
  // It is what the operation answers.
  write: (shown) => quotePdf(shown as QuoteDocument),
};

const quotes: Resource = {
  name: "quotes",
  idParam: "quote",
  gaps: [
    "A quote has its customer from the beginning. Connect; `invoice_settings` besides `days_until_due`; the lines of `computed.upfront`.",
    "`effective_date` is an instant, and the currency then that of the prices.",
  ],
  routes: [
    { method: "POST", path: "/quotes", operation: "quotes.create", ...terms },
    { method: "GET", path: "/quotes", operation: "quotes.list" },
    { method: "GET", path: "/quotes/{id}", operation: "quotes.get" },
    { method: "POST", path: "/quotes/{id}", operation: "quotes.update", ...terms },
    { method: "POST", path: "/quotes/{id}/finalize", operation: "quotes.finalize" },
    { method: "POST", path: "/quotes/{id}/accept", operation: "quotes.accept" },
    { method: "POST", path: "/quotes/{id}/cancel", operation: "quotes.cancel" },
    { method: "GET", path: "/quotes/{id}/pdf", operation: "quotes.get", document: quoteDocument },
    {
      method: "GET",
      path: "/quotes/{id}/line_items",
      operation: "quotes.line_items",
      params: { limit: withoutEffect },
    },
  ],
};

/** What something would cost, until it is accepted. */
export const quoteResources: readonly Resource[] = [quotes];
