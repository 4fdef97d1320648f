import type { AnyEvent } from "../any-event.ts";
import { assertOptions } from "../check-options.ts";
import type { List, OperationId } from "../contract/index.ts";
import { streamProtocol } from "../contract/stream.ts";
import type { EventStream } from "../stream/event-stream.ts";
import { openEventStream } from "../stream/open-event-stream.ts";
import type { WebSocketFactory } from "../stream/socket.ts";
import type { SubscribeOptions } from "../stream/subscribe-options.ts";
import { waitFor, type WaitForOptions } from "../stream/wait-for.ts";
import { answerFromResponse, rawAnswerFromResponse } from "./answer.ts";
import { ConnectionError } from "./connection-error.ts";
import type { Client, RawRequestOptions } from "./client-types.ts";
import { listPromise } from "./list-promise.ts";
import { encodeRequest, getPlan, operationPlans, withQuery, type OperationPlan } from "./operation-plan.ts";
import { clientOptionKinds, type ClientOptions, type RequestOptions } from "./options.ts";
import { delay } from "./retry.ts";
import { open, send, type Connection } from "./send.ts";
import { singleHeader, type Transport } from "./transport.ts";

/** What a client takes from the platform it runs on. */
export interface Platform {
  /** Carries requests to the base URL. */
  transport: Transport;
  /** Opens WebSockets. */
  webSocket: WebSocketFactory;
  /** From 0 up to 1; spreads retries. */
  random?: () => number;
  /** Waits between attempts. */
  delay?: typeof delay;
}

type Params = Readonly<Record<string, unknown>>;
type Invoke = (plan: OperationPlan, id: unknown, params?: Params, options?: RequestOptions) => Promise<object>;

/** Builds a client on a platform. Throws a `TypeError` for an option that is none, or that cannot have its value. */
export function buildClient(options: ClientOptions, connect: (baseUrl: string) => Platform): Client {
  assertOptions(options, clientOptionKinds);
  const baseUrl = normalizeBaseUrl(options.baseUrl ?? "http://127.0.0.1:8080");
  const platform = connect(baseUrl);
  const connection: Connection = {
    transport: platform.transport,
    baseUrl,
    apiKey: options.apiKey,
    timeoutMs: options.timeoutMs ?? 30_000,
    maxRetries: options.maxRetries ?? 2,
    onRetry: options.onRetry,
    random: platform.random ?? Math.random,
    delay: platform.delay ?? delay,
  };
  const invoke = invokerOf(connection);
  const subscriptions = new Set<EventStream>();
  let closed = false;
  const close = async () => {
    closed = true;
    await Promise.all(Array.from(subscriptions, (stream) => stream.close()));
    await connection.transport.close();
  };

  const client: Client = toClient({
    ...resourceMethods(invoke),
    baseUrl,
    call(operationId: OperationId, input: Params, requestOptions?: RequestOptions) {
      const plan = getPlan(operationId);
      if (plan.tail === undefined) return invoke(plan, undefined, input, requestOptions);
      const { id, ...params } = input;
      return invoke(plan, id, params, requestOptions);
    },
    async stream(operationId: OperationId, input: Params, requestOptions?: RequestOptions) {
      const { id, ...params } = input;
      const plan = getPlan(operationId);
      const { path, body } = encodeRequest(plan, id, params);
      const answer = await open(connection, plan.method, path, body, requestOptions);
      const contentType = singleHeader(answer, "content-type") ?? "";
      return { contentType, [Symbol.asyncIterator]: () => answer.chunks[Symbol.asyncIterator]() };
    },
    async request(method: OperationPlan["method"], path: string, raw: RawRequestOptions = {}) {
      const { body, query, ...requestOptions } = raw;
      if (!path.startsWith("/")) throw new TypeError(`The path must begin with \`/\`, unlike ${JSON.stringify(path)}.`);
      const text = body === undefined ? undefined : JSON.stringify(body);
      const response = await send(connection, method, withQuery(path, query ?? {}), text, requestOptions);
      return rawAnswerFromResponse(response, baseUrl);
    },
    subscribe(subscription: SubscribeOptions = {}) {
      const openWebSocket: WebSocketFactory = (url, init) => {
        // A socket has no part in the transport, which would refuse it.
        if (closed) throw new ConnectionError("closed", baseUrl);
        return platform.webSocket(url, init);
      };
      const stream = subscribe(connection, openWebSocket, subscription, (ended) => subscriptions.delete(ended));
      subscriptions.add(stream);
      return stream;
    },
    waitFor: (type: string, predicate: (event: AnyEvent) => boolean = () => true, waitOptions?: WaitForOptions) =>
      waitFor(client, type, predicate, waitOptions),
    close,
    [Symbol.asyncDispose]: close,
  });
  return client;
}

function invokerOf(connection: Connection): Invoke {
  const exchange = async <T extends object>(...[plan, id, params, options]: Parameters<Invoke>) => {
    const { path, body } = encodeRequest(plan, id, params);
    const response = await send(connection, plan.method, path, body, options);
    return answerFromResponse<T>(response, connection.baseUrl, plan.produces);
  };
  return (plan, id, params, options) => {
    if (!plan.isList) return exchange(plan, id, params, options);
    const fetchPage = (input: Params = {}) => exchange<List<{ id: string }>>(plan, id, input, options);
    return listPromise(fetchPage(params), params ?? {}, (page) => fetchPage({ ...params, ...page }));
  };
}

function subscribe(
  connection: Connection,
  webSocket: WebSocketFactory,
  options: SubscribeOptions,
  onClose: (stream: EventStream) => void,
): EventStream {
  const { baseUrl, delay, random } = connection;
  const apiKey = options.apiKey ?? connection.apiKey;
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const url = `${baseUrl.replace("http", "ws")}/ws`;
  const openSocket = () => webSocket(url, { protocols: [streamProtocol], headers });
  const probe = (signal: AbortSignal) =>
    send(connection, "GET", "/events?limit=1", undefined, { apiKey, signal, maxRetries: 0 });
  return openEventStream({ baseUrl, openSocket, probe, delay, random, onClose }, options);
}

function resourceMethods(invoke: Invoke) {
  const resources: Record<string, Record<string, (...args: never[]) => Promise<object>>> = {};
  for (const { resource, verb, plan } of (methods ??= nameMethods())) {
    (resources[resource] ??= {})[verb] =
      plan.tail === undefined
        ? (params?: Params, options?: RequestOptions) => invoke(plan, undefined, params, options)
        : (pathId: string, params?: Params, options?: RequestOptions) => invoke(plan, pathId, params, options);
  }
  return resources;
}

/** Shared by all clients of a process, of which there may be hundreds. */
let methods: ReturnType<typeof nameMethods> | undefined;

function nameMethods() {
  return Array.from(operationPlans, ([id, plan]) => {
    const [resource = "", verb = ""] = id.split(".").map(camelCase);
    return { resource, verb, plan };
  });
}

const camelCase = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The methods were built from the same operations that the type is derived from, under the same names. */
const toClient = (built: object) => built as Client;

function normalizeBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    const shown = JSON.stringify(baseUrl);
    throw new TypeError(`\`baseUrl\` must be an http or https URL such as http://127.0.0.1:8080, not ${shown}.`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
