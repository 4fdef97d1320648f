/// <reference lib="esnext.disposable" preserve="true" />
import type { Static } from "typebox";

import type { AnyEvent } from "../any-event.ts";
import type { Event, EventType, InputOf, Operation, OperationId, Operations, OutputOf } from "../contract/index.ts";
import type { EventStream } from "../stream/event-stream.ts";
import type { SubscribeOptions } from "../stream/subscribe-options.ts";
import type { EventOf, WaitForOptions } from "../stream/wait-for.ts";
import type { Answered, RawAnswer } from "./answer.ts";
import type { Query } from "./encode-query.ts";
import type { ListPromise } from "./list-promise.ts";
import type { RequestOptions } from "./options.ts";

type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;
type ResourceOf<Id extends string> = Id extends `${infer Resource}.${string}` ? CamelCase<Resource> : never;
type VerbOf<Id extends string, Resource> = Id extends `${infer R}.${infer Verb}`
  ? CamelCase<R> extends Resource
    ? CamelCase<Verb>
    : never
  : never;
type Flat<T> = { [K in keyof T]: T[K] };

// A schema cannot say which type belongs to which object; the catalogue of events does.
type Narrowed<T> = T extends Static<typeof Event> ? AnyEvent : T;

type ParamsOf<O extends Operation> = O["path"] extends `${string}{id}${string}`
  ? Flat<Omit<InputOf<O>, "id">>
  : InputOf<O>;
// `{}` would take anything, request options in the wrong place included.
type ParamArgs<Params> = keyof Params extends never
  ? [params?: Record<string, never> | undefined, options?: RequestOptions | undefined]
  : Partial<Params> extends Params
    ? [params?: Params | undefined, options?: RequestOptions | undefined]
    : [params: Params, options?: RequestOptions | undefined];
type ArgsOf<O extends Operation> = O["path"] extends `${string}{id}${string}`
  ? [id: string, ...ParamArgs<ParamsOf<O>>]
  : ParamArgs<ParamsOf<O>>;

/** What calling an operation gives: a list is iterable over all its pages. */
export type AnswerOf<O extends Operation> =
  OutputOf<O> extends { object: "list"; data: (infer Item)[] }
    ? ListPromise<Narrowed<Item>>
    : Promise<Answered<Narrowed<OutputOf<O>>>>;

/** The client's methods: `payment_intents.create` is `paymentIntents.create`, with the path's id as first argument. */
export type ResourceMethods = {
  readonly [Resource in ResourceOf<OperationId>]: {
    readonly [Id in OperationId as VerbOf<Id, Resource>]: (...args: ArgsOf<Operations[Id]>) => AnswerOf<Operations[Id]>;
  };
};

/** The flat input of an operation. An id that is known only at run time takes any input, which the sandbox checks. */
export type CallInput<Id extends OperationId> = OperationId extends Id
  ? Readonly<Record<string, unknown>>
  : InputOf<Operations[Id]>;

/** What each operation gives, looked up by its id: a checker that has to know one of them does not work out all. */
export type Answers = { readonly [Id in OperationId]: AnswerOf<Operations[Id]> };

/** What such a call gives: any object, where the id is known only at run time. */
export type CallAnswer<Id extends OperationId> = OperationId extends Id
  ? Promise<Answered<Readonly<Record<string, unknown>>>>
  : Answers[Id];

/** The operations that answer with a text, which can be read as it arrives. */
export type TextOperationId = {
  [Id in OperationId]: Extract<OutputOf<Operations[Id]>, { object: "text_document" }> extends never ? never : Id;
}[OperationId];

/**
 * The text of an answer, read as it arrives: `for await (const chunk of stream)`. Read it to its end, or leave the loop, which
 * ends the request. Throws a `ConnectionError` when it breaks off, so that half a text is not taken for a whole one.
 */
export interface TextStream extends AsyncIterable<string> {
  /** As it was sent, with its parameters: `text/csv; charset=utf-8`. Empty where there was none. */
  readonly contentType: string;
}

/** What a request without an operation carries, besides the options of any request. */
export interface RawRequestOptions extends RequestOptions {
  /** Sent as JSON. */
  body?: unknown;
  /** Added to the path. */
  query?: Query | undefined;
}

/** The operations of the API as methods, and what holds them together. */
export interface Client extends ResourceMethods, AsyncDisposable {
  /** Where this client sends to, without a slash at its end. */
  readonly baseUrl: string;
  /**
   * Calls an operation by its id, with path, query and body parameters in one flat object. Rejects with an `ApiError`, a
   * `ConnectionError`, or the reason of the signal.
   */
  call<const Id extends OperationId>(id: Id, input: CallInput<Id>, options?: RequestOptions): CallAnswer<Id>;
  /**
   * Calls an operation that answers with a text, however long: `await client.stream("ledger.export", { format: "csv" })`.
   * `timeoutMs` counts until the answer begins. Rejects as `call` does.
   */
  stream<const Id extends TextOperationId>(
    id: Id,
    input: InputOf<Operations[Id]>,
    options?: RequestOptions,
  ): Promise<TextStream>;
  /** Sends a request that no operation describes; `path` begins with `/`. Rejects as `call` does. */
  request(method: Operation["method"], path: string, options?: RawRequestOptions): Promise<RawAnswer>;
  /** Reads events as they happen, each once and in order. It connects at once; close it, or read it to leave it. */
  subscribe(options?: SubscribeOptions): EventStream;
  /**
   * Waits for an event of a type or a pattern (`payment.*`) that fits, whether it comes yet or happened already:
   * `await client.waitFor("payment.succeeded", (event) => event.data.object.id === intent.id, { timeoutMs: 5000 })`.
   * Rejects with a `WaitForTimeoutError` that holds the events that did not fit, or as `subscribe` does.
   */
  waitFor<const T extends EventType | (string & {})>(
    type: T,
    predicate?: (event: EventOf<T>) => boolean,
    options?: WaitForOptions,
  ): Promise<EventOf<T>>;
  /** Ends all subscriptions, waits for requests in flight and closes the connections. Further calls are rejected. */
  close(): Promise<void>;
}
