import type {
  Attempt,
  InboxMessage,
  LedgerAccount,
  LedgerTransaction,
  PaymentIntent,
  RequestLogEntry,
  TrialBalance,
} from "@micro/sdk";

/** The pages, in the order of their keys 1 to 5. */
export const tabs = ["events", "requests", "payments", "ledger", "inbox"] as const;
export type Tab = (typeof tabs)[number];

/** How far an event has come on its way to the target. */
export interface DeliveryState {
  outcome: "delivered" | "retrying" | "failed";
  status: number | null;
  latencyMs: number;
  attempts: number;
  message: string;
}

/** An event as the list shows it. */
export interface EventRow {
  seq: number;
  id: string;
  type: string;
  /** The text as it was signed and sent. */
  payload: string;
  created: number;
  summary: string;
  delivery: DeliveryState | undefined;
}

/** A mail or message that the sandbox caught. */
export interface InboxRow {
  id: string;
  to: string;
  subject: string;
  created: number;
  /** All of it, whatever its fields are. */
  message: InboxMessage;
}

/** Whether the target answers. */
export interface TargetHealth {
  url: string;
  verdict: "unknown" | "up" | "down";
  about: string;
}

/** What a line of text is being typed for. */
export type Prompt = "filter" | "search" | "clock" | "fault";

/** What lies over the page. */
export type Overlay =
  | { kind: "none" }
  | { kind: "help" }
  | { kind: "prompt"; prompt: Prompt; text: string }
  | { kind: "trigger"; text: string; index: number }
  | { kind: "faults"; lines: readonly string[]; ids: readonly string[]; index: number };

/** What was read about the selected event. */
export interface Details {
  id: string;
  attempts: readonly Attempt[];
  transactions: readonly LedgerTransaction[];
}

/** Everything that is on the screen, or could be. */
export interface State {
  header: { url: string; account: string; mode: string; target: TargetHealth | undefined };
  connection: "connecting" | "live" | "lost";
  clock: { mode: "wall" | "frozen"; now: number } | undefined;
  tab: Tab;
  /** Newest first. */
  events: readonly EventRow[];
  /** How many there were in all; the list keeps the latest. */
  eventCount: number;
  /** What came while paused. */
  held: readonly EventRow[];
  paused: boolean;
  requests: readonly RequestLogEntry[];
  payments: readonly PaymentIntent[];
  accounts: readonly LedgerAccount[];
  trialBalance: TrialBalance | undefined;
  inbox: readonly InboxRow[];
  /** What is selected, by its id, on each page; the newest while one follows. */
  selected: Readonly<Record<Tab, string | undefined>>;
  /** The first line of the details. */
  scroll: number;
  /** Whether the details have the whole window, where it is too narrow for both. */
  showsDetails: boolean;
  details: Details | undefined;
  filter: string;
  search: string;
  overlay: Overlay;
  message: { text: string; kind: "info" | "error" } | undefined;
}

/** How many events and requests are kept. */
export const rowsMax = 1_000;

/** The screen before anything has come. */
export function initialState(header: State["header"]): State {
  return {
    header,
    connection: "connecting",
    clock: undefined,
    tab: "events",
    events: [],
    eventCount: 0,
    held: [],
    paused: false,
    requests: [],
    payments: [],
    accounts: [],
    trialBalance: undefined,
    inbox: [],
    selected: { events: undefined, requests: undefined, payments: undefined, ledger: undefined, inbox: undefined },
    scroll: 0,
    showsDetails: false,
    details: undefined,
    filter: "",
    search: "",
    overlay: { kind: "none" },
    message: undefined,
  };
}
