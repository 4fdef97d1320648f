import { operations, type Operation, type OperationId } from "@micro/sdk/contract";

import type { AnonymousContext, Context, Platform, Principal } from "../platform/context.ts";
import type { Database, Reader, Transaction } from "../platform/db/database.ts";
import { stopwatch, wallMs } from "../platform/real-clock.ts";
import { DomainError, isDiskFull } from "../platform/errors.ts";
import { limits } from "../platform/limits.ts";
import type { Log } from "../platform/log.ts";
import { endOfTurn } from "../platform/turn.ts";
import { errorAnswer, replayAnswer, resultAnswer, successAnswer, type Answer } from "./answer.ts";
import type { Admission } from "./admission.ts";
import { assertMay, type CredentialHeaders } from "./authenticate.ts";
import type { Bindings, DirectVerb, PreparedVerb, Verb } from "./binding.ts";
import { createDirectReplays } from "./direct-replays.ts";
import { expand, planExpand, type ExpandWords, type ReadResource } from "./expand.ts";
import { findReplay, keyCall, nobody, storeAnswer, type IdempotentCall, type KeyedCall } from "./idempotency.ts";
import { assertPayerMay, isPayer, shownToPayer } from "./payer.ts";
import { drawRequestFaults, type RequestFaults } from "./request-faults.ts";
import type { RequestLog } from "./request-log.ts";
import { continueTrace, traceparent, type Trace } from "./trace.ts";
import { validate } from "./validate.ts";

/** A request, free of its wire. */
export interface Call {
  operation: OperationId;
  input: unknown;
  /** The caller's own names for fields that can be expanded, where its wire has other names. */
  expandWords?: ExpandWords | undefined;
  credentials: CredentialHeaders;
  requestId: string;
  /** The caller's own name for the request. */
  externalId?: string | undefined;
  idempotencyKey?: string | undefined;
  method: string;
  path: string;
  /** Where it came from; undefined for what the sandbox asks itself. */
  ip?: string | undefined;
  /** The caller's place in a trace (W3C Trace Context). */
  traceparent?: string | undefined;
}

/** Answers a call. It never throws: a failure is an answer too. */
export type Invoke = (call: Call) => Promise<Answer>;

interface Gateway {
  db: Database;
  platform: Platform;
  bindings: Bindings;
  requestLog: RequestLog;
  log: Log;
  admission: Admission;
  /** Gives a call the time of the customer it is about, who may live by a test clock. */
  inTimeOf: (ctx: Context, input: unknown) => Promise<Context>;
  /** Called before a read with credentials is answered. */
  onRead: (principal: Principal, operation: OperationId, input: unknown) => Promise<void>;
  /** Whether a request without a trace begins one. */
  beginTraces: boolean;
  /** Says that the sandbox is about to close. */
  stopping: AbortSignal;
}

/** What is known of a call when it is answered, wherever in the pipeline that happens. */
interface Seen {
  principal: Principal | null;
  headers: Record<string, string>;
  trace: Trace | undefined;
  faults?: RequestFaults | undefined;
}

/** A call that was let in, with input that fits its schema. */
interface Admitted {
  call: Call;
  operation: Operation;
  principal: Principal | null;
  /** Seconds since the epoch, the same throughout the call. */
  now: number;
  trace: Trace | undefined;
  idempotent: IdempotentCall | undefined;
}

/** A verb with its input, whose slow work is done. Whether its context has a principal is up to its operation's access. */
type ReadyVerb = (ctx: Context) => Promise<unknown>;

/**
 * The one pipeline that every surface ends in: authenticate, check the scope, count, parse, begin the transaction, look
 * for a replay, run the verb, store the answer, commit.
 */
export function createInvoke({
  db,
  platform,
  bindings,
  requestLog,
  log,
  admission,
  inTimeOf,
  onRead,
  beginTraces,
  stopping,
}: Gateway): Invoke {
  const writes = platform.circuits.get("writes");
  const traces = platform.random.fork("traces");
  const directReplays = createDirectReplays();

  const run = async (call: Call, seen: Seen): Promise<Answer> => {
    const operation: Operation = operations[call.operation];
    const now = platform.clock.seconds();
    const principal = await admission(call, operation, now, seen);
    if (!isVisit(call)) seen.faults = drawRequestFaults(platform, call, principal, stopping);
    if (seen.faults) {
      await seen.faults.wait();
      if (seen.faults.instead) return seen.faults.instead;
    }
    validate(call.operation, call.input);
    if (operation.publishable) assertPayerMay(platform.secrets, call.input, operation.publishable, principal);

    const idempotent = idempotentCall(call, operation, principal);
    const admitted: Admitted = { call, operation, principal, now, trace: seen.trace, idempotent };
    // Which verb belongs to which input is what the type of the bindings guarantees, operation by operation.
    const binding: AnyBinding = bindings[call.operation];
    if ("direct" in binding) return performDirect(admitted, binding);

    let verb: ReadyVerb;
    try {
      verb =
        "prepare" in binding
          ? await binding.prepare({ db, platform, principal, now }, call.input as never)
          : (ctx) => binding(ctx, call.input as never);
    } catch (cause) {
      // What was prepared the first time may no longer hold: a password, for example, may have changed since.
      const replay = idempotent && (directReplays.refusalOf(idempotent) ?? (await findStored(idempotent, now)));
      if (replay) return replayAnswer(replay, call.requestId);
      throw cause;
    }
    const expanding = withExpansion(admitted, verb);
    const whole = isPayer(principal) ? shownToPayer(expanding) : expanding;
    return operation.method === "GET" ? performRead(admitted, whole) : performWrite(admitted, whole);
  };

  /** The verb, followed by the expansion of its result where the call asks for one. Throws for what cannot be expanded. */
  const withExpansion = ({ call, operation }: Admitted, verb: ReadyVerb): ReadyVerb => {
    const plan = planExpand(operation, call.input, call.expandWords);
    if (!plan) return verb;
    return async (ctx) => {
      const result = await verb(ctx);
      return result instanceof DomainError ? result : expand(result, plan, readerOf(ctx));
    };
  };

  const performRead = async (admitted: Admitted, verb: ReadyVerb): Promise<Answer> => {
    const { call, operation, principal } = admitted;
    if (principal && !isVisit(call)) await onRead(principal, call.operation, call.input);
    // A reader lacks the means to write, and so does what a GET is bound to.
    const read = (reader: Reader) => verb(contextOf(platform, admitted, reader as Transaction) as Context);
    const answer = successAnswer(operation, await db.read(read));
    // Answers that leave in one turn wake the client once, and waking it takes longer than answering.
    await endOfTurn();
    return answer;
  };

  const performWrite = (admitted: Admitted, verb: ReadyVerb): Promise<Answer> => {
    const { call, operation, idempotent } = admitted;
    const work = async (tx: Transaction) => {
      const ctx = contextOf(platform, admitted, tx);
      const result = await verb(isKnown(ctx) ? await inTimeOf(ctx, call.input) : (ctx as Context));
      return resultAnswer(operation, result, call.requestId);
    };
    return writes.run(() => (idempotent ? performOnce(admitted, idempotent, work) : db.transaction(work)), isDefect);
  };

  /** Does the work and stores its answer in one transaction, unless there is an answer to this key already. */
  const performOnce = (
    admitted: Admitted,
    idempotent: IdempotentCall,
    work: (tx: Transaction) => Promise<Answer>,
  ): Promise<Answer> => {
    const { call, now } = admitted;
    // Derived inside the transaction: a restore may have replaced the secrets before it began.
    let keyed: KeyedCall | undefined;
    const known = () => (keyed ??= keyCall(platform.secrets, idempotent));
    const store = async (tx: Transaction, answer: Answer) => {
      await storeAnswer(contextOf(platform, admitted, tx), known(), answer);
      return answer;
    };
    return db.transaction(
      async (tx) => {
        const replay = directReplays.refusalOf(idempotent) ?? (await findReplay({ tx, now }, known()));
        return replay ? replayAnswer(replay, call.requestId) : store(tx, await work(tx));
      },
      (tx, cause) => {
        // Not stored: the call may be repeated with this key when there is room again.
        if (isDiskFull(cause)) throw cause;
        return store(tx, failure(call, cause));
      },
    );
  };

  /** Does what no transaction can hold. A repeated key is answered from memory. */
  const performDirect = (
    { call, operation, principal, now, idempotent }: Admitted,
    binding: DirectVerb<Operation>,
  ): Promise<Answer> => {
    const perform = async () => {
      // Where access needs credentials, authentication has thrown without them.
      const answer = successAnswer(operation, await binding.direct(principal as Principal, call.input as never));
      return answer.chunks ? { ...answer, chunks: logBreak(call, answer.chunks) } : answer;
    };
    if (!idempotent) return perform();
    return directReplays.answer(idempotent, call.requestId, async () => {
      // The key may belong to a call whose answer is stored, which is never one of these.
      const stored = await findStored(idempotent, now);
      if (stored instanceof DomainError) throw stored;
      return perform();
    });
  };

  const findStored = (idempotent: IdempotentCall, now: number) =>
    db.transaction((tx) => findReplay({ tx, now }, keyCall(platform.secrets, idempotent)));

  /** Reads what `expand` names, in the same transaction and with the same rights as a call of its own. */
  const readerOf =
    (ctx: AnonymousContext): ReadResource =>
    async (id, input) => {
      // What a payer may have expanded was checked by its name.
      if (ctx.principal && !isPayer(ctx.principal)) assertMay(ctx.principal, operations[id]);
      const binding: AnyBinding = bindings[id];
      if (typeof binding !== "function") throw new Error(`${id} cannot be read inside another call.`);
      return binding(ctx as Context, input);
    };

  const failure = (call: Call, cause: unknown): Answer => {
    if (isDiskFull(cause)) {
      log.error({ err: cause, request: call.requestId }, "the disk is full");
    } else if (!(cause instanceof DomainError)) {
      log.error({ err: cause, request: call.requestId, operation: call.operation }, "a request failed by a defect");
    }
    return errorAnswer(cause, call.requestId);
  };

  /** What fails once the answer has begun is no answer any more: the connection breaks, and the log has the cause. */
  async function* logBreak(call: Call, chunks: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
    try {
      yield* chunks;
    } catch (cause) {
      log.error({ err: cause, request: call.requestId, operation: call.operation }, "an answer broke off by a defect");
      throw cause;
    }
  }

  return async (call) => {
    const elapsedMs = stopwatch();
    const trace = continueTrace(call.traceparent, traces, beginTraces);
    const seen: Seen = { principal: null, headers: {}, trace };
    const answer = await run(call, seen).catch((cause: unknown) => failure(call, cause));
    Object.assign(answer.headers, seen.headers);
    if (isPayer(seen.principal)) answer.isForPayer = true;
    if (seen.faults?.broken) answer.broken = seen.faults.broken;
    if (isLook(call)) return answer;
    requestLog.add({
      id: call.requestId,
      realm: seen.principal?.realm ?? null,
      ip: call.ip ?? null,
      trace,
      method: call.method,
      path: call.path,
      operation: call.operation,
      status: answer.status,
      error_code: answer.code,
      latency_us: Math.round(elapsedMs() * 1000),
      idempotency_key: call.idempotencyKey ?? null,
      idempotent_replay: answer.headers["idempotent-replayed"] ? 1 : 0,
      external_id: call.externalId ?? null,
      faults: seen.faults?.ids ?? [],
      request_body: call.input,
      response_body: answer.body,
      created: platform.clock.seconds(),
      endedAtMs: wallMs(),
    });
    return answer;
  };
}

/** Somebody at a page of his own: faults, and what is only to be noticed by programs, are not for him. */
const isVisit = ({ credentials }: Call) => credentials.pageCookie !== undefined;

/** What is not logged: whoever looks at the log, or at all else on a page, would see little but his own looking. */
const isLook = (call: Call) =>
  call.operation === "requests.list" || (isVisit(call) && operations[call.operation].method === "GET");

const isKnown = (ctx: AnonymousContext): ctx is Context => ctx.principal !== null;

/** What the circuit breaker counts: our own failures, not the caller's. */
const isDefect = (outcome: { result: Answer } | { cause: unknown }) =>
  "result" in outcome ? outcome.result.status >= 500 : !(outcome.cause instanceof DomainError);

type AnyBinding = Verb<Operation> | PreparedVerb<Operation> | DirectVerb<Operation>;

/** The context of a call in the sandbox's own time. */
function contextOf(platform: Platform, { call, principal, now, trace }: Admitted, tx: Transaction): AnonymousContext {
  return {
    tx,
    principal,
    platform,
    now,
    timeline: null,
    request: {
      id: call.requestId,
      idempotencyKey: call.idempotencyKey ?? null,
      ip: call.ip,
      trace: trace && traceparent(trace),
    },
  };
}

/** A request that names itself, so that it can be sent again. */
function idempotentCall(call: Call, { method }: Operation, principal: Principal | null): IdempotentCall | undefined {
  const { operation, input, idempotencyKey: key } = call;
  if (key === undefined || method !== "POST") return undefined;
  if (key.length === 0 || key.length > limits.idempotencyKeyCharsMax) {
    throw new DomainError("parameter_invalid_string", {
      message: `An idempotency key has 1 to ${limits.idempotencyKeyCharsMax} characters.`,
      param: "Idempotency-Key",
    });
  }
  return { operation, input, key, realm: principal?.realm ?? nobody, isPayer: isPayer(principal) };
}
