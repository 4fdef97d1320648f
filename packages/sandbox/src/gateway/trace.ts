import type { Random } from "../platform/random.ts";

/** The place of a request in a trace (W3C Trace Context). */
export interface Trace {
  traceId: string;
  /** Of this request. */
  spanId: string;
  /** Of the caller; null when the trace begins here. */
  parentId: string | null;
  sampled: boolean;
}

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * Continues the caller's trace. Without one, or with one that is malformed, a trace begins here if `begin` says so. (W3C
 * Trace Context, level 1, section 3.2.2.)
 */
export function continueTrace(header: string | undefined, random: Random, begin: boolean): Trace | undefined {
  const [, version, traceId, parentId, flags, rest] = form.exec(header ?? "") ?? [];
  const isValid =
    version !== undefined &&
    version !== "ff" &&
    (version !== "00" || rest === undefined) &&
    !/^0+$/.test(traceId ?? "") &&
    !/^0+$/.test(parentId ?? "");
  if (isValid && traceId !== undefined && parentId !== undefined) {
    return { traceId, parentId, spanId: draw(random, 8), sampled: (Number.parseInt(flags ?? "", 16) & 1) === 1 };
  }
  return begin ? { traceId: draw(random, 16), parentId: null, spanId: draw(random, 8), sampled: true } : undefined;
}

/** The header that passes a trace on. */
export const traceparent = ({ traceId, spanId, sampled }: Trace) => `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;

const draw = (random: Random, bytes: number) => random.bytes(bytes).toString("hex");
