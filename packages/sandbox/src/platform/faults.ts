import {
  codeOfStatus,
  deliveryFaults,
  isErrorCode,
  matchesEventPattern,
  operations,
  requestFaults,
  type DeliveryFault,
  type ErrorCode,
  type Fault,
  type InputOf,
  type Mode,
  type Operations,
  type RequestFault,
} from "@micro/sdk/contract";

import { createBatch } from "./batch.ts";
import type { Database, Reader } from "./db/database.ts";
import { DomainError, resourceMissing } from "./errors.ts";
import { allFaults, countFault, deleteFault, insertFault, type FaultRow } from "./fault-store.ts";
import type { Ids } from "./ids.ts";
import { limits } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Random } from "./random.ts";

/** What a rule may be asked about: a request, or an attempt at a delivery. */
export interface Occasion {
  account: string | null;
  /** Null where the caller is not known. */
  mode: Mode | null;
  method?: string;
  path?: string;
  operation?: string;
  eventType?: string;
  endpoint?: string;
}

/** A rule that has fired. */
export interface Fired<Effect extends RequestFault | DeliveryFault> {
  id: string;
  effect: Effect;
  latencyMs: number;
  delaySeconds: number;
  /** What an `error` answers. */
  code: ErrorCode;
  status: number | null;
}

/** An account in a mode. */
export interface Owner {
  account: string;
  mode: Mode;
}

/**
 * The rules by which things go wrong on purpose. They are stored in the database and held in memory; how often each has fired
 * is written a little later.
 */
export interface Faults {
  create(owner: Owner, input: InputOf<Operations["faults.create"]>, now: number): Promise<Fault>;
  list(owner: Owner): Fault[];
  get(owner: Owner, id: string): Fault;
  remove(owner: Owner, id: string): Promise<void>;
  /** Answers how many there were. */
  clear(owner: Owner): Promise<number>;
  /** Takes the rules of the database in the place of those at hand. */
  load(reader: Reader): Promise<void>;
  /** Writes what was counted. */
  flush(): Promise<void>;
  any(): boolean;
  /** Which rules fire for a request, oldest rule first. */
  forRequest(occasion: Occasion): Fired<RequestFault>[];
  /** Which rules fire for an attempt at a delivery. */
  forDelivery(occasion: Occasion, can: (effect: DeliveryFault) => boolean): Fired<DeliveryFault>[];
}

interface Rule {
  fault: Fault;
  /** Who made it, and alone may see it. */
  owner: Owner;
  path: RegExp | undefined;
  /** How many times it was asked, which decides the next draw. */
  asked: number;
}

/** How long a delivery is put off when the rule does not say so; for `reorder`, the longest wait for another to overtake it. */
const defaultDelaySeconds: Partial<Record<RequestFault | DeliveryFault, number>> = { delay: 1, reorder: 60 };
const countDelayMs = 100;
const isRequestFault = (effect: string): effect is RequestFault => requestFaults.some((name) => name === effect);
const isDeliveryFault = (effect: string): effect is DeliveryFault => deliveryFaults.some((name) => name === effect);

interface Parts {
  db: Database;
  ids: Ids;
  random: () => Random;
  log: Log;
}

/** Makes the rules of a sandbox; those of its database are there once they are loaded. */
export function createFaults({ db, ids, random, log }: Parts): Faults {
  let rules: Rule[] = [];
  const counted = createBatch<Rule>({
    delayMs: countDelayMs,
    batchMax: limits.faultRulesMax,
    queueMax: limits.requestLogQueueMax,
    write: (fired) =>
      db
        .transaction(async (tx) => {
          for (const { fault, asked } of new Set(fired)) await tx.run(countFault, { ...fault, asked });
        })
        .catch((cause: unknown) => log.error({ err: cause }, "how often rules have fired could not be written")),
  });
  const drop = async (dropped: readonly Rule[]) => {
    await db.transaction(async (tx) => {
      for (const { fault } of dropped) await tx.run(deleteFault, fault);
    });
    rules = rules.filter((rule) => !dropped.includes(rule));
  };
  const owned = (owner: Owner) => rules.filter((rule) => isSame(rule.owner, owner));
  const find = (owner: Owner, id: string): Rule => {
    const rule = owned(owner).find(({ fault }) => fault.id === id);
    if (!rule) throw resourceMissing("fault", id);
    return rule;
  };
  const fire = (rule: Rule, occasion: Occasion): boolean => {
    const { fault } = rule;
    if (fault.times !== null && fault.fired >= fault.times) return false;
    if (!fits(rule, occasion)) return false;
    rule.asked += 1;
    counted.add(rule);
    if (fault.probability < 1 && random().fractionOf(`fault:${fault.id}:${rule.asked}`) >= fault.probability) {
      return false;
    }
    fault.fired += 1;
    return true;
  };

  return {
    create: async (owner, input, now) => {
      if (rules.length >= limits.faultRulesMax) throw new DomainError("fault_limit");
      assertTogether(input);
      const { path, ...rest } = input;
      const fault: Fault = {
        id: ids("fault"),
        object: "fault",
        effect: rest.effect,
        method: rest.method ?? null,
        path: path ?? null,
        operation: rest.operation ?? null,
        event_type: rest.event_type ?? null,
        endpoint: rest.endpoint ?? null,
        account: rest.account ?? owner.account,
        latency_ms: rest.latency_ms ?? null,
        delay_s: rest.delay_s ?? null,
        status: rest.status ?? null,
        error_code: rest.error_code ?? null,
        probability: rest.probability ?? 1,
        times: rest.times ?? null,
        fired: 0,
        created: now,
      };
      const { account, mode } = owner;
      const row = { id: fault.id, account, mode, rule: JSON.stringify(fault), fired: 0, asked: 0 };
      await db.transaction((tx) => tx.run(insertFault, row));
      rules.push(toRule(row));
      return fault;
    },
    list: (owner) => owned(owner).map(({ fault }) => ({ ...fault })),
    get: (owner, id) => ({ ...find(owner, id).fault }),
    remove: (owner, id) => drop([find(owner, id)]),
    clear: async (owner) => {
      const dropped = owned(owner);
      await drop(dropped);
      return dropped.length;
    },
    load: async (reader) => {
      rules = (await reader.all(allFaults, {})).map(toRule);
    },
    flush: counted.flush,
    any: () => rules.length > 0,
    forRequest: (occasion) =>
      rules.flatMap((rule) => {
        const { effect } = rule.fault;
        return isRequestFault(effect) && fire(rule, occasion) ? [firedBy(rule.fault, effect)] : [];
      }),
    forDelivery: (occasion, can) =>
      rules.flatMap((rule) => {
        const { effect } = rule.fault;
        return isDeliveryFault(effect) && can(effect) && fire(rule, occasion) ? [firedBy(rule.fault, effect)] : [];
      }),
  };
}

function toRule({ account, mode, rule, fired, asked }: Omit<FaultRow, "n">): Rule {
  // `create` is the only writer of rules.
  const fault = { ...(JSON.parse(rule) as Fault), fired };
  return { fault, owner: { account, mode }, path: fault.path === null ? undefined : globOf(fault.path), asked };
}

function firedBy<Effect extends RequestFault | DeliveryFault>(fault: Fault, effect: Effect): Fired<Effect> {
  const { id, latency_ms: latencyMs, delay_s: delaySeconds, status } = fault;
  return {
    id,
    effect,
    latencyMs: latencyMs ?? 0,
    delaySeconds: delaySeconds ?? defaultDelaySeconds[effect] ?? 0,
    code: codeOf(fault) ?? "internal_error",
    status,
  };
}

function codeOf({ error_code: name, status }: Pick<Fault, "error_code" | "status">): ErrorCode | undefined {
  if (name === null) return status === null ? undefined : codeOfStatus[status];
  return isErrorCode(name) ? name : undefined;
}

const isSame = (a: Owner, b: Owner) => a.account === b.account && a.mode === b.mode;

function fits({ fault, owner, path }: Rule, occasion: Occasion): boolean {
  if (occasion.mode !== null && occasion.mode !== owner.mode) return false;
  const { account, method, operation, event_type: type, endpoint } = fault;
  // A request without a known caller matches everybody's rules.
  if (account !== null && occasion.account !== null && account !== occasion.account) return false;
  if (method !== null && method !== occasion.method) return false;
  if (operation !== null && operation !== occasion.operation) return false;
  if (endpoint !== null && endpoint !== occasion.endpoint) return false;
  if (path && !path.test(occasion.path ?? "")) return false;
  return type === null || matchesEventPattern(occasion.eventType ?? "", type);
}

/** `*` stands for anything, slashes too. */
function globOf(text: string): RegExp {
  const parts = text.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`);
}

type Given = InputOf<Operations["faults.create"]>;

/** Refuses a rule that could never fire, or that has a parameter which its effect does not take. */
function assertTogether(input: Given): void {
  const { effect } = input;
  const ofRequests = isRequestFault(effect);
  const refuse = (param: keyof Given, message: string) => {
    throw new DomainError("parameter_invalid", { param, message });
  };
  const foreign: readonly (keyof Given)[] = ofRequests
    ? ["event_type", "endpoint", "delay_s"]
    : ["method", "path", "operation", "latency_ms"];
  const onlyOf: Partial<Record<keyof Given, readonly string[]>> = {
    latency_ms: ["latency"],
    delay_s: ["delay", "reorder"],
    status: ["error"],
    error_code: ["error"],
  };
  for (const name of foreign) {
    if (input[name] !== undefined) {
      refuse(name, `\`${effect}\` is about ${ofRequests ? "requests" : "deliveries"}: \`${name}\` says nothing there.`);
    }
  }
  for (const [name, effects] of Object.entries(onlyOf) as [keyof Given, readonly string[]][]) {
    if (input[name] !== undefined && !effects.includes(effect)) {
      refuse(name, `\`${name}\` goes with ${effects.join(" or ")} only.`);
    }
  }
  if (effect === "latency" && input.latency_ms === undefined) {
    refuse("latency_ms", "Say how much later, in milliseconds.");
  }
  if (input.operation !== undefined && !Object.hasOwn(operations, input.operation)) {
    refuse("operation", `There is no operation ${input.operation}.`);
  }
  if (input.error_code !== undefined && !isErrorCode(input.error_code)) {
    refuse("error_code", `There is no error ${input.error_code}.`);
  }
}
