export * from "./contract/index.ts";

export type { AnyEvent } from "./any-event.ts";
export type { Answered, RawAnswer, ResponseInfo } from "./client/answer.ts";
export {
  ApiError,
  ApiServerError,
  AuthenticationError,
  CardError,
  IdempotencyError,
  InvalidRequestError,
  PermissionError,
  RateLimitError,
  type ApiErrorContext,
} from "./client/api-error.ts";
export type {
  AnswerOf,
  CallAnswer,
  CallInput,
  Client,
  RawRequestOptions,
  ResourceMethods,
  TextOperationId,
  TextStream,
} from "./client/client-types.ts";
export { ConnectionError, type ConnectionErrorReason } from "./client/connection-error.ts";
export type { Query, QueryValue } from "./client/encode-query.ts";
export { expanded, type ExpandableField, type Expanded } from "./client/expanded.ts";
export type { ListPromise } from "./client/list-promise.ts";
export type { ClientOptions, FailedAttempt, RequestOptions } from "./client/options.ts";
export type { EventStream, ForwardFailure, ForwardResult, StreamEvent } from "./stream/event-stream.ts";
export type { StreamSocket, WebSocketFactory } from "./stream/socket.ts";
export type { StreamDisconnect, StreamReady, SubscribeOptions } from "./stream/subscribe-options.ts";
export { WaitForTimeoutError, type EventOf, type WaitForOptions } from "./stream/wait-for.ts";
export { runTrigger, type TriggerOptions, type TriggerResult, type TriggerStepResult } from "./trigger/run-trigger.ts";
export { TriggerError, type TriggerErrorReason } from "./trigger/trigger-error.ts";
