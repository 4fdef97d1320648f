import type { LedgerAccount, PaymentIntent, RequestLogEntry, TrialBalance } from "@micro/sdk";

import type { DeliveryState, Details, EventRow, InboxRow, Overlay, State, Tab } from "./state.ts";

/** Everything that can happen to the screen: news from the sandbox, and what a key meant. */
export type Action =
  | { type: "events"; rows: readonly EventRow[] }
  | { type: "delivery"; eventId: string; delivery: DeliveryState }
  | { type: "connection"; connection: State["connection"]; url?: string | undefined }
  | { type: "historyChanged" }
  | { type: "requests"; rows: readonly RequestLogEntry[] }
  | { type: "payments"; rows: readonly PaymentIntent[] }
  | { type: "ledger"; accounts: readonly LedgerAccount[]; trialBalance: TrialBalance }
  | { type: "inbox"; rows: readonly InboxRow[] }
  | { type: "details"; details: Details }
  | { type: "clock"; clock: NonNullable<State["clock"]> }
  | { type: "health"; verdict: "up" | "down"; about: string }
  | { type: "account"; account: string; mode: string }
  | { type: "message"; text: string; kind: "info" | "error" }
  | { type: "tab"; tab: Tab }
  | { type: "move"; by: number }
  | { type: "first" }
  | { type: "last" }
  | { type: "scroll"; to: number }
  | { type: "open" }
  | { type: "back" }
  | { type: "pause" }
  | { type: "clear" }
  | { type: "overlay"; overlay: Overlay }
  | { type: "filter"; text: string }
  | { type: "search"; text: string };
