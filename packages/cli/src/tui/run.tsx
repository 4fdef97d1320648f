import { render } from "ink";

import { createForwarder } from "../actions/listen/forward.ts";
import { listen } from "../actions/listen/listen.ts";
import { planOf, type Target } from "../actions/listen/forward-plan.ts";
import type { EventSource } from "../actions/listen/source.ts";
import { hangUp, stop } from "../interrupt.ts";
import { isHangUp, onFailure } from "../output/screen.ts";
import { tellFailure, type EffectContext } from "./effects/context.ts";
import { loadBeginning } from "./effects/load.ts";
import { perform } from "./effects/perform.ts";
import { watch } from "./effects/watch.ts";
import { listenView } from "./listen-view.ts";
import { meaningOf, type Key } from "./model/key.ts";
import { initialState, type State } from "./model/state.ts";
import { restoreTerminal } from "./restore-terminal.ts";
import { createStore } from "./store.ts";
import { Root, type KeyContext } from "./views/root.tsx";

/** What the screen is about. */
export interface ScreenOptions {
  target: Target | undefined;
  types: readonly string[] | undefined;
  /** Aborted when it is time to end. */
  signal: AbortSignal;
}

const onInputError = (error: NodeJS.ErrnoException) => {
  if (!isHangUp(process.stdin, error)) throw error;
  hangUp();
};

/** Shows the full screen until somebody quits, and restores the terminal whatever happens. */
export async function runScreen(source: EventSource, { target, types, signal }: ScreenOptions): Promise<void> {
  const { client } = source;
  const health = target && ({ url: target.url.href, verdict: "unknown", about: "" } as const);
  const initial = initialState({ url: client.baseUrl, account: "", mode: "", target: health });
  const ended = new AbortController();
  let draw: (state: State) => void = () => {};
  let secret = "";
  const store = createStore(initial, (state) => draw(state));
  const forwarder = target && createForwarder(target);
  const context: EffectContext = {
    client,
    store,
    target: target && forwarder && { url: target.url, headers: target.headers, forwarder },
    secret: () => secret,
    signal: AbortSignal.any([signal, ended.signal]),
  };
  await loadBeginning(context);

  const onKey = (key: Key, terminal: KeyContext) => {
    const meaning = meaningOf(store.state, key, terminal.scrollMax);
    if (meaning === undefined) return;
    // What was said is read by now.
    if (store.state.message !== undefined) store.dispatch({ type: "message", text: "", kind: "info" });
    if (!("command" in meaning)) {
      store.dispatch(meaning);
      if (meaning.type === "filter" || meaning.type === "search") {
        store.dispatch({ type: "overlay", overlay: { kind: "none" } });
      }
      return;
    }
    if (meaning.next !== undefined) store.dispatch(meaning.next);
    if (meaning.command.type === "quit") stop(meaning.command.exitCode);
    else void perform(context, meaning.command, terminal);
  };
  process.stdin.on("error", onInputError).on("end", hangUp);
  const screen = render(<Root state={store.state} onKey={onKey} />, {
    alternateScreen: true,
    interactive: true,
    exitOnCtrlC: false,
    maxFps: 20,
  });
  const restore = () => restoreTerminal(() => screen.unmount());
  using _ = onFailure(restore);
  draw = (state) => screen.rerender(<Root state={state} onKey={onKey} />);
  const watching = watch(context).catch((error: unknown) => tellFailure(context, error));
  const listening = listen(source, {
    plan: target && planOf(target),
    types,
    signal: context.signal,
    view: listenView(store, (ready) => (secret = ready.secret)),
  });
  try {
    await Promise.race([listening, screen.waitUntilExit().then(() => (signal.aborted ? undefined : stop(0)))]);
  } finally {
    ended.abort();
    draw = () => {};
    store.close();
    restore();
    await Promise.allSettled([listening, watching, forwarder?.close()]);
  }
}
