import { createClient, type Client, type Clock } from "@micro/sdk";

import { assemble, type Assembled } from "../assemble.ts";
import { readConfig } from "../config.ts";
import { controls, listen, type Sandbox } from "../sandbox.ts";
import { openNamedAccount } from "../identity.ts";
import type { SavedState } from "../snapshots/state.ts";
import { dispatch, fetchOf, webSocketOf, type TestRequest } from "./dispatch.ts";
import {
  assertAccountName,
  assertTestOptions,
  instantAfter,
  instantOf,
  readClock,
  type TestSandboxOptions,
} from "./options.ts";
import { createReceiver, receiverUrl } from "./receiver.ts";
import { callingLine, register } from "./registry.ts";
import { addReceiver, receiverUrlOf, viewOf, type TestAccount, type TestView } from "./test-account.ts";

/** A sandbox inside of a test: in memory, without a port unless asked for, with a client, an account and a key. */
export interface TestSandbox extends AsyncDisposable, TestView, Pick<Sandbox, "instanceId" | "settle"> {
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
  /** Where all of its time comes from. It rejects with a `TypeError` for what is no instant or no duration. */
  readonly clock: {
    /** Seconds since the epoch. */
    now(): number;
    /** Stops it, where it is or at an instant to come: seconds since the epoch, a date, or a text in ISO 8601. */
    freeze(at?: number | Date | string): Promise<Clock>;
    /** Moves it to an instant to come, as `advance` does; it goes on or stands as before. Time does not go back. */
    set(at: number | Date | string): Promise<Clock>;
    /** Lets time pass, in seconds or as a text such as `30d` or `1y`: all that falls due on the way is done in order. */
    advance(duration: number | string): Promise<Clock>;
    /** Lets it run again with the wall, from where it stands. */
    resume(): Promise<Clock>;
  };
  /** Keeps and brings back everything there is. */
  readonly snapshots: Sandbox["snapshots"];
  /** Another sandbox with the state of this one. It is the caller's to close. */
  fork(): Promise<TestSandbox>;
  /** Forgets everything and begins again, with the default account alone. */
  reset(): Promise<void>;
  /** Stops it and closes its clients: what is called afterwards is rejected. A second call does nothing. */
  close(): Promise<void>;
}

/** Makes a sandbox for a test. Close it, or have it closed by `await using`. */
export async function createTestSandbox(options: TestSandboxOptions = {}): Promise<TestSandbox> {
  assertTestOptions(options);
  const sandbox = await open(options, callingLine());
  try {
    for (const name of options.accounts ?? []) await sandbox.openAccount(name);
    await options.fixtures?.(sandbox);
    for (const fault of options.faults ?? []) await sandbox.client.faults.create(fault);
    return sandbox;
  } catch (cause) {
    await sandbox.close();
    throw cause;
  }
}

/** An account of a sandbox whose client is not made yet. */
type KeptAccount = Pick<TestAccount, "id" | "email" | "apiKey" | "publishableKey"> & { secret: string };

/** What a fork has from the sandbox that it comes from. */
interface Origin {
  state: SavedState;
  secret: string;
  accounts: Readonly<Record<string, KeptAccount>>;
}

async function open(options: TestSandboxOptions, madeAt: string, origin?: Origin): Promise<TestSandbox> {
  const {
    seed = "test",
    clock = "wall",
    port,
    accounts: _a,
    fixtures: _f,
    faults: _r,
    webhooks = {},
    ...rest
  } = options;
  const instant = readClock(clock);
  const config = readConfig({ ...rest, seed, port: port ?? 0, ...(instant !== "frozen" && instant) });
  const receiver = createReceiver();
  const state = origin?.state;
  const startFork = async (from: SavedState) => {
    const fork = await open({ ...options, port: 0 }, madeAt, { state: from, secret: "", accounts: {} });
    const { url, apiKey, publishableKey, instanceId } = fork;
    return { url, apiKey, publishableKey, instanceId, close: () => fork.close() };
  };
  const assembled = await assemble(config, { state, receive: receiver.receive, startFork });
  try {
    if (instant === "frozen" && state === undefined) assembled.platform.clock.freeze();
    const url = port === undefined ? "http://localhost" : await listen(assembled, config);
    if (port === undefined) assembled.begin(url);
    return await introduce(assembled, { url, options, madeAt, webhooks, receiver, origin });
  } catch (cause) {
    await assembled.close();
    throw cause;
  }
}

/** Things by names that are anybody's choice: `constructor` is one. */
const byName = <Thing>(): Record<string, Thing> => Object.create(null) as Record<string, Thing>;

interface Introduced {
  url: string;
  options: TestSandboxOptions;
  /** The line that made it. */
  madeAt: string;
  webhooks: NonNullable<TestSandboxOptions["webhooks"]>;
  receiver: ReturnType<typeof createReceiver>;
  origin: Origin | undefined;
}

async function introduce(assembled: Assembled, { url, options, madeAt, webhooks, receiver, origin }: Introduced) {
  const { control, db, platform, servers } = assembled;
  const fetch = fetchOf(servers);
  const clients = new Map<string, Client>();
  const clientOf = (apiKey: string): Client => {
    let client = clients.get(apiKey);
    if (!client) {
      client = createClient({ apiKey, baseUrl: url, fetch, webSocket: webSocketOf(servers), maxRetries: 0 });
      clients.set(apiKey, client);
    }
    return client;
  };
  const own = () => clientOf(assembled.account().apiKey);
  let secret = origin?.secret ?? "";
  // A fork has it already.
  if (origin === undefined) secret = await addReceiver(assembled, assembled.account().realm, receiverUrl, webhooks);
  const { settle } = control;
  const { forget, ...view } = viewOf({
    client: own,
    settle,
    box: receiver.boxAt(receiverUrl),
    webhookUrl: receiverUrl,
    secret: () => secret,
  });

  const accounts: Record<string, TestAccount> = byName();
  const kept: Record<string, KeptAccount> = byName();
  const opening: Record<string, Promise<TestAccount>> = byName();
  const present = (name: string, account: KeptAccount): TestAccount => {
    kept[name] = account;
    const { id, email, apiKey, publishableKey } = account;
    const webhookUrl = receiverUrlOf(id);
    const client = clientOf(apiKey);
    const seen = { client: () => client, settle, box: receiver.boxAt(webhookUrl), webhookUrl };
    const { forget: _forget, ...theirs } = viewOf({ ...seen, secret: () => account.secret });
    return (accounts[name] = { id, email, apiKey, publishableKey, client, ...theirs });
  };
  for (const [name, account] of Object.entries(origin?.accounts ?? {})) present(name, account);

  const openAccount = async (name: string): Promise<TestAccount> => {
    const known = accounts[name];
    if (known) return known;
    const opened = await db.transaction((tx) => openNamedAccount(tx, platform, name));
    const { id, email, apiKey, publishableKey, realm } = opened;
    const theirs = await addReceiver(assembled, realm, receiverUrlOf(id), webhooks);
    return present(name, { id, email, apiKey, publishableKey, secret: theirs });
  };

  const unregister = register(assembled.instanceId(), madeAt);
  assembled.onClose(async () => {
    unregister();
    await Promise.all(Array.from(clients.values(), (client) => client.close()));
  });
  const { clock, snapshots } = controls(assembled);

  const sandbox: TestSandbox = {
    url,
    get apiKey() {
      return assembled.account().apiKey;
    },
    get publishableKey() {
      return assembled.account().publishableKey;
    },
    get instanceId() {
      return assembled.instanceId();
    },
    get client() {
      return own();
    },
    get account() {
      const { id, email, apiKey, publishableKey } = assembled.account();
      return { id, email, apiKey, publishableKey, client: own(), ...view };
    },
    accounts,
    openAccount: async (name) => {
      assertAccountName(name);
      // Who asks while it is opened gets the same one.
      opening[name] ??= openAccount(name).catch((cause: unknown) => {
        delete opening[name];
        throw cause;
      });
      return opening[name];
    },
    dispatch: (request) => dispatch(servers, request),
    fetch,
    clock: {
      ...clock,
      freeze: async (at) => clock.freeze(at === undefined ? undefined : instantOf(at)),
      set: async (at) => clock.set(instantOf(at)),
      advance: async (duration) => {
        const from = clock.now();
        return clock.advance(instantAfter(from, duration) - from);
      },
    },
    ...view,
    snapshots,
    fork: async () => {
      const forkedAt = callingLine();
      const state = await assembled.saveForFork();
      return open({ ...options, port: undefined }, forkedAt, { state, secret, accounts: { ...kept } });
    },
    reset: async () => {
      await control.reset();
      for (const name of Object.keys(accounts)) {
        delete accounts[name];
        delete kept[name];
        delete opening[name];
      }
      forget();
      secret = await addReceiver(assembled, assembled.account().realm, receiverUrl, webhooks);
    },
    settle,
    close: () => assembled.close(),
    [Symbol.asyncDispose]: () => assembled.close(),
  };
  return sandbox;
}
