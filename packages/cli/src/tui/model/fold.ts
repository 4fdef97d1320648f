import type { Action } from "./action.ts";
import { foldEvents, foldDelivery, release } from "./fold-events.ts";
import { moveSelection, selectEdge } from "./selection.ts";
import { initialState, rowsMax, type State } from "./state.ts";

/** The screen after something happened. It changes nothing: what is the same stays the same object. */
export function fold(state: State, action: Action): State {
  switch (action.type) {
    case "events":
      return foldEvents(state, action.rows);
    case "delivery":
      return foldDelivery(state, action.eventId, action.delivery);
    case "connection": {
      const header = action.url === undefined ? state.header : { ...state.header, url: action.url };
      return { ...state, header, connection: action.connection };
    }
    case "historyChanged":
      return { ...initialState(state.header), tab: state.tab, connection: state.connection };
    case "requests":
      return { ...state, requests: [...action.rows.toReversed(), ...state.requests].slice(0, rowsMax) };
    case "payments":
      return { ...state, payments: action.rows };
    case "ledger":
      return { ...state, accounts: action.accounts, trialBalance: action.trialBalance };
    case "inbox":
      return { ...state, inbox: action.rows };
    case "details":
      return { ...state, details: action.details };
    case "clock":
      return { ...state, clock: action.clock };
    case "health":
      return foldHealth(state, action.verdict, action.about);
    case "account":
      return { ...state, header: { ...state.header, account: action.account, mode: action.mode } };
    case "message":
      return { ...state, message: action.text === "" ? undefined : { text: action.text, kind: action.kind } };
    default:
      return foldKey(state, action);
  }
}

type KeyAction = Extract<
  Action,
  {
    type:
      | "tab"
      | "move"
      | "first"
      | "last"
      | "scroll"
      | "open"
      | "back"
      | "pause"
      | "clear"
      | "overlay"
      | "filter"
      | "search";
  }
>;

function foldKey(state: State, action: KeyAction): State {
  switch (action.type) {
    case "tab":
      return { ...state, tab: action.tab, scroll: 0, showsDetails: false };
    case "move":
      return moveSelection(state, action.by);
    case "first":
    case "last":
      return selectEdge(state, action.type);
    case "scroll":
      return { ...state, scroll: action.to };
    case "open":
      return { ...state, showsDetails: true, scroll: 0 };
    case "back":
      return goBack(state);
    case "pause":
      return state.paused ? release(state) : { ...state, paused: true };
    case "clear":
      return { ...state, events: [], held: [], requests: [], details: undefined, showsDetails: false };
    case "overlay":
      return { ...state, overlay: action.overlay };
    case "filter":
      return { ...state, filter: action.text, selected: { ...state.selected, [state.tab]: undefined } };
    case "search":
      return { ...state, search: action.text, selected: { ...state.selected, [state.tab]: undefined } };
  }
}

/** Out of the details; else the message goes; else what the filter and the search hid comes back. */
function goBack(state: State): State {
  if (state.showsDetails || state.message !== undefined) {
    return { ...state, showsDetails: false, scroll: 0, message: undefined };
  }
  return { ...state, scroll: 0, filter: "", search: "" };
}

function foldHealth(state: State, verdict: "up" | "down", about: string): State {
  const { target } = state.header;
  if (target === undefined) return state;
  return { ...state, header: { ...state.header, target: { ...target, verdict, about } } };
}
