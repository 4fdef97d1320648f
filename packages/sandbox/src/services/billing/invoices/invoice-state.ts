import type { InvoiceStatus } from "@micro/sdk/contract";

/** What can be asked of an invoice, or can happen to it. */
export const invoiceCommands = [
  /** Change its lines, its terms or when it is due. */
  "edit",
  /** Change what is noted on it, and whether the clock moves it on. */
  "annotate",
  /** Remove it. */
  "delete",
  /** Number it: it is owed from now on. */
  "finalize",
  /** Send it to its customer. */
  "send",
  /** Have it paid. */
  "pay",
  /** Take it back. */
  "void",
  /** Write it off. */
  "mark_uncollectible",
] as const;
/** What can be asked of an invoice, or can happen to it. */
export type InvoiceCommand = (typeof invoiceCommands)[number];

/** Every status with every command: what comes of it, or null where the command is refused. */
export const invoiceTransitions: Record<InvoiceStatus, Record<InvoiceCommand, InvoiceStatus | "deleted" | null>> = {
  // Whoever pays a draft finalises it first.
  draft: {
    edit: "draft",
    annotate: "draft",
    delete: "deleted",
    finalize: "open",
    send: "open",
    pay: "paid",
    void: null,
    mark_uncollectible: null,
  },
  // A try that fails leaves it open.
  open: {
    edit: null,
    annotate: "open",
    delete: null,
    finalize: null,
    send: "open",
    pay: "paid",
    void: "void",
    mark_uncollectible: "uncollectible",
  },
  paid: {
    edit: null,
    annotate: "paid",
    delete: null,
    finalize: null,
    send: null,
    pay: null,
    void: null,
    mark_uncollectible: null,
  },
  uncollectible: {
    edit: null,
    annotate: "uncollectible",
    delete: null,
    finalize: null,
    send: null,
    pay: "paid",
    void: "void",
    mark_uncollectible: null,
  },
  void: {
    edit: null,
    annotate: "void",
    delete: null,
    finalize: null,
    send: null,
    pay: null,
    void: null,
    mark_uncollectible: null,
  },
};
