import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { Id, List, Nullable, OneOf, pageParams, Params, Text, Timestamp } from "./schema.ts";

/** How far a clock goes in one step: two years, a leap day among them. */
export const clockAdvanceSecondsMax = 731 * 24 * 3600;

/** How a circuit breaker stands: letting through, refusing, or letting one through to see. */
export const circuitStates = ["closed", "open", "half_open"] as const;

export const Health = Type.Object({
  status: OneOf("ok", "degraded"),
  live: Type.Boolean({ description: "Whether the process answers." }),
  ready: Type.Boolean({
    description: "Whether it takes work: the database answers, its disk has room, and no circuit is open.",
  }),
  circuits: Type.Record(Type.String(), OneOf(...circuitStates)),
  disk: OneOf("ok", "full"),
  profile: Type.String({ description: "Which limits, schedules and faults apply." }),
  instance_id: Type.String({ description: "Another one means another process, or a sandbox that was reset." }),
  version: Type.String(),
  pid: Type.Integer(),
  uptime_s: Type.Integer(),
});
/** That the sandbox answers, and which one it is. */
export type Health = Static<typeof Health>;

export const RequestLogEntry = Type.Object({
  id: Id("request"),
  object: Type.Literal("request"),
  method: Type.String(),
  path: Type.String(),
  operation: Nullable(Type.String()),
  status: Type.Integer(),
  error_code: Nullable(Type.String()),
  latency_ms: Type.Number(),
  trace_id: Nullable(Type.String({ description: "The trace that the request belongs to (W3C Trace Context)." })),
  idempotency_key: Nullable(Type.String()),
  idempotent_replay: Type.Boolean(),
  faults: Type.Array(Type.String(), {
    description: "The ids of the rules that made it go wrong. A delivery that one has touched stands here, too.",
  }),
  external_id: Nullable(Type.String({ description: "The caller's X-Request-ID." })),
  request_body: Nullable(Type.String()),
  response_body: Nullable(Type.String()),
  created: Timestamp,
});
/** One request as the sandbox saw it, its secrets redacted. */
export type RequestLogEntry = Static<typeof RequestLogEntry>;

export const Clock = Type.Object({
  object: Type.Literal("clock"),
  mode: OneOf("wall", "frozen"),
  now: Timestamp,
});
/** The clock that all of the sandbox's time comes from. */
export type Clock = Static<typeof Clock>;

export const SandboxStatus = Type.Object({
  object: Type.Literal("sandbox"),
  instance_id: Type.String(),
  version: Type.String(),
  profile: Type.String(),
  url: Type.String({ description: "Where it answers." }),
  publishable_key: Type.String({ description: "What payers' pages use, in the account and mode of the caller." }),
  seed: Nullable(Type.String({ description: "What ids and chance follow from; null where nobody knows it." })),
  clock: Clock,
  snapshots: Type.Integer({ description: "How many are kept." }),
  forks: Type.Integer({ description: "How many forks run." }),
});
/** What the sandbox is, and how it stands. */
export type SandboxStatus = Static<typeof SandboxStatus>;

export const sandboxOperations = {
  "sandbox.get": operation({
    id: "sandbox.get",
    method: "GET",
    path: "/sandbox",
    access: "sandbox:read",
    summary: "What the sandbox is, and how it stands.",
    input: Params({}),
    output: SandboxStatus,
    errors: [],
  }),
  "sandbox.health": operation({
    id: "sandbox.health",
    method: "GET",
    path: "/health",
    access: "none",
    summary: "Whether the sandbox answers.",
    input: Params({}),
    output: Health,
    errors: [],
  }),
  "sandbox.reset": operation({
    id: "sandbox.reset",
    method: "POST",
    path: "/sandbox/reset",
    access: "sandbox:write",
    summary: "Forget everything and begin again with the default account. A clock that runs goes with the wall again.",
    input: Params({}),
    output: Type.Object({ object: Type.Literal("sandbox"), instance_id: Type.String() }),
    errors: [],
  }),
  "requests.list": operation({
    id: "requests.list",
    method: "GET",
    path: "/sandbox/requests",
    access: "sandbox:read",
    summary: "List the requests of this account and mode.",
    input: Params({
      ...pageParams,
      operation: Type.Optional(Text(100)),
      status: Type.Optional(Type.Integer({ minimum: 100, maximum: 599 })),
    }),
    output: List(RequestLogEntry),
    errors: [],
  }),
  "requests.get": operation({
    id: "requests.get",
    method: "GET",
    path: "/sandbox/requests/{id}",
    access: "sandbox:read",
    summary: "Read a request: what was sent and answered.",
    input: Params({ id: Id("request") }),
    output: RequestLogEntry,
    errors: ["resource_missing"],
  }),
  "clock.get": operation({
    id: "clock.get",
    method: "GET",
    path: "/sandbox/clock",
    access: "sandbox:read",
    summary: "What time it is in the sandbox.",
    input: Params({}),
    output: Clock,
    errors: [],
  }),
  "clock.freeze": operation({
    id: "clock.freeze",
    method: "POST",
    path: "/sandbox/clock/freeze",
    access: "sandbox:write",
    summary: "Stop the clock, at now or at an instant to come, when all that falls due before has been done.",
    input: Params({ at: Type.Optional(Timestamp) }),
    output: Clock,
    errors: ["parameter_invalid"],
  }),
  "clock.set": operation({
    id: "clock.set",
    method: "POST",
    path: "/sandbox/clock/set",
    access: "sandbox:write",
    summary: "Move the clock to an instant to come: all that falls due on the way is done before the answer.",
    input: Params({ at: Timestamp }),
    output: Clock,
    errors: ["parameter_invalid"],
  }),
  "clock.advance": operation({
    id: "clock.advance",
    method: "POST",
    path: "/sandbox/clock/advance",
    access: "sandbox:write",
    summary: "Let time pass: all that falls due on the way is done before the answer.",
    input: Params({
      seconds: Type.Integer({ minimum: 1, maximum: clockAdvanceSecondsMax, description: "Up to two years." }),
    }),
    output: Clock,
    errors: [],
  }),
  "clock.resume": operation({
    id: "clock.resume",
    method: "POST",
    path: "/sandbox/clock/resume",
    access: "sandbox:write",
    summary: "Let the clock run again, from where it stands.",
    input: Params({}),
    output: Clock,
    errors: [],
  }),
};
