import {
  createClient,
  type AnyEvent,
  type Client,
  type Clock,
  type EventOf,
  type EventType,
  type InboxMessage,
  type RequestLogEntry,
  type WaitForOptions,
} from "@micro/sdk";

import { assemble, type Assembled } from "../assemble.ts";
import { readConfig } from "../config.ts";
import { controls, listen, type Sandbox } from "../sandbox.ts";
import { openAccountWithKey } from "../services/auth/index.ts";
import type { SavedState } from "../snapshots/state.ts";
import { assertBalanced, collect, waitForMessage } from "./look.ts";
import { dispatch, fetchOf, webSocketOf, type TestRequest } from "./dispatch.ts";
import { readClock, readDuration, type TestSandboxOptions } from "./options.ts";
import { createReceiver, fits, receiverUrl, type TestWebhooks } from "./receiver.ts";
import { register } from "./registry.ts";

/** An account with a key and a client of its own. */
export interface TestAccount {
  readonly id: string;
  readonly email: string;
  readonly apiKey: string;
  readonly client: Client;
}

/** A sandbox inside of a test: in memory, without a port unless asked for, with a client, an account and a key. */
export interface TestSandbox extends AsyncDisposable, Pick<Sandbox, "apiKey" | "client" | "instanceId" | "settle"> {
  /** Where it answers; without a port `http://localhost`, where only `dispatch`, `fetch` and the clients reach it. */
  readonly url: string;
  /** The default account. */
  readonly account: TestAccount;
  /** The accounts that were asked for, by name. */
  readonly accounts: Readonly<Record<string, TestAccount>>;
  /** Opens another account: a test that has its own shares the sandbox and sees nothing of the others. */
  openAccount(name: string): Promise<TestAccount>;
  /** Answers a request without a connection. */
  dispatch(request: Request | TestRequest): Promise<Response>;
  /** A `fetch` that the sandbox answers, whatever host is asked. */
  readonly fetch: typeof globalThis.fetch;
  readonly clock: {
    now(): number;
    freeze(at?: number): Promise<Clock>;
    set(at: number | Date): Promise<Clock>;
    /** Lets time pass, in seconds or as a text such as `30d`: all that falls due on the way is done in order. */
    advance(duration: number | string): Promise<Clock>;
    resume(): Clock;
  };
  readonly events: {
    /** All events so far, oldest first. */
    list(): Promise<AnyEvent[]>;
    /** Waits until everything is done, and answers what happened since the last time. */
    drain(): Promise<AnyEvent[]>;
    waitFor<const T extends EventType | (string & {})>(
      type: T,
      predicate?: (event: EventOf<T>) => boolean,
      options?: WaitForOptions,
    ): Promise<EventOf<T>>;
  };
  readonly webhooks: TestWebhooks;
  readonly inbox: { waitFor(wanted?: { to?: string; timeoutMs?: number }): Promise<InboxMessage> };
  /** Throws, with every difference, unless payments, balances and the ledger agree and its chain of hashes holds. */
  readonly ledger: { assertBalanced(): Promise<void> };
  /** The requests so far, oldest first. */
  readonly requests: { list(): Promise<RequestLogEntry[]> };
  readonly snapshots: Sandbox["snapshots"];
  /** Another sandbox with the state of this one. It is the caller's to close. */
  fork(): Promise<TestSandbox>;
  /** Forgets everything and begins again, with the default account alone. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Makes a sandbox for a test. Close it, or have it closed by `await using`. */
export async function createTestSandbox(options: TestSandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = await open(options, undefined);
  try {
    for (const name of options.accounts ?? []) await sandbox.openAccount(name);
    await options.fixtures?.(sandbox);
    return sandbox;
  } catch (cause) {
    await sandbox.close();
    throw cause;
  }
}

/** What a fork has from the sandbox that it comes from. */
interface Origin {
  state: SavedState;
  secret: string;
}

async function open(options: TestSandboxOptions, origin: Origin | undefined): Promise<TestSandbox> {
  const { seed = "test", clock = "wall", port, accounts: _a, fixtures: _f, webhooks = {}, ...rest } = options;
  const instant = readClock(clock);
  const config = readConfig({ ...rest, seed, port: port ?? 0, ...(instant !== "frozen" && instant) });
  const receiver = createReceiver();
  const state = origin?.state;
  const startFork = async (from: SavedState) => {
    const fork = await open({ ...options, port: 0 }, { state: from, secret: "" });
    return { url: fork.url, apiKey: fork.apiKey, instanceId: fork.instanceId, close: () => fork.close() };
  };
  const assembled = await assemble(config, { state, receive: receiver.receive, startFork });
  try {
    if (instant === "frozen" && state === undefined) assembled.platform.clock.freeze();
    const url = port === undefined ? "http://localhost" : await listen(assembled, config);
    if (port === undefined) {
      await assembled.app.ready();
      assembled.begin(url);
    }
    return await present(assembled, { url, options, webhooks, receiver, origin });
  } catch (cause) {
    await assembled.close();
    throw cause;
  }
}

interface Presented {
  url: string;
  options: TestSandboxOptions;
  webhooks: NonNullable<TestSandboxOptions["webhooks"]>;
  receiver: ReturnType<typeof createReceiver>;
  origin: Origin | undefined;
}

async function present(assembled: Assembled, { url, options, webhooks, receiver, origin }: Presented) {
  const { app, control, db, platform } = assembled;
  const fetch = fetchOf(app);
  const clients = new Map<string, Client>();
  const clientOf = (apiKey: string): Client => {
    let client = clients.get(apiKey);
    if (!client) {
      client = createClient({ apiKey, baseUrl: url, fetch, webSocket: webSocketOf(app), maxRetries: 0 });
      clients.set(apiKey, client);
    }
    return client;
  };
  const own = () => clientOf(assembled.account().apiKey);
  const accountOf = ({ id, email, apiKey }: { id: string; email: string; apiKey: string }): TestAccount => ({
    id,
    email,
    apiKey,
    client: clientOf(apiKey),
  });

  let secret = origin?.secret ?? "";
  const addReceiver = async () => {
    if (webhooks === false) return;
    const { events = ["*"], signing = "hmac" } = webhooks;
    const description = "The receiver of the test.";
    ({ secret } = await own().webhookEndpoints.create({
      url: receiverUrl,
      enabled_events: events,
      signing,
      description,
    }));
  };
  // A fork has it already.
  if (origin === undefined) await addReceiver();

  const accounts: Record<string, TestAccount> = {};
  const unregister = register(assembled.instanceId());
  assembled.onClose(async () => {
    unregister();
    await Promise.all(Array.from(clients.values(), (client) => client.close()));
  });
  const { clock, snapshots } = controls(assembled);
  let drained = 0;

  const sandbox: TestSandbox = {
    url,
    get apiKey() {
      return assembled.account().apiKey;
    },
    get instanceId() {
      return assembled.instanceId();
    },
    get client() {
      return own();
    },
    get account() {
      return accountOf(assembled.account());
    },
    accounts,
    openAccount: async (name) => {
      const opened = await db.transaction((tx) =>
        openAccountWithKey(
          {
            tx,
            platform,
            principal: null,
            now: platform.clock.seconds(),
            request: { id: null, idempotencyKey: null },
          },
          name,
        ),
      );
      return (accounts[name] = accountOf(opened));
    },
    dispatch: (request) => dispatch(app, request),
    fetch,
    clock: {
      ...clock,
      set: (at) => clock.set(at instanceof Date ? Math.floor(at.getTime() / 1000) : at),
      advance: (duration) => clock.advance(readDuration(duration)),
    },
    events: {
      list: async () => (await collect(own().events.list({ limit: 100 }))).toReversed(),
      drain: async () => {
        await control.settle();
        const fresh = (await sandbox.events.list()).filter(({ seq }) => seq > drained);
        drained = fresh.at(-1)?.seq ?? drained;
        return fresh;
      },
      waitFor: (type, predicate, waitOptions) => own().waitFor(type, predicate, waitOptions),
    },
    webhooks: {
      url: receiverUrl,
      get secret() {
        return secret;
      },
      received: async (type) => {
        await control.settle();
        return receiver.received.filter((webhook) => fits(webhook.type, type));
      },
      answer: receiver.answer,
      deliverTo: (handler) =>
        receiver.answer(({ headers, body }) => handler(new Request(receiverUrl, { method: "POST", headers, body }))),
      clear: () => void receiver.received.splice(0),
    },
    inbox: { waitFor: (wanted) => waitForMessage(own(), wanted) },
    ledger: { assertBalanced: () => assertBalanced(own()) },
    requests: { list: async () => (await collect(own().requests.list({ limit: 100 }))).toReversed() },
    snapshots,
    fork: async () => open({ ...options, port: undefined }, { state: await assembled.saveForFork(), secret }),
    reset: async () => {
      await control.reset();
      for (const name of Object.keys(accounts)) delete accounts[name];
      receiver.received.length = 0;
      receiver.answer(200);
      drained = 0;
      await addReceiver();
    },
    settle: control.settle,
    close: () => assembled.close(),
    [Symbol.asyncDispose]: () => assembled.close(),
  };
  return sandbox;
}
