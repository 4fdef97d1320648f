import type { Difference } from "@micro/sdk/contract";

type Kind = Difference["kind"];

/** An amount that is not what it must be. */
export function* compareAmount(
  kind: Kind,
  id: string,
  what: string,
  expected: number,
  found: number,
): Generator<Difference> {
  if (expected === found) return;
  const message = `${id}: ${what} is ${found} and must be ${expected}.`;
  yield { kind, id, problem: "amount", expected: String(expected), found: String(found), message };
}

/** A state, or a link to another record, that is not what it must be; null where there must be, or is, none. */
export function* compareState(
  kind: Kind,
  id: string,
  what: string,
  expected: string | null,
  found: string | null,
): Generator<Difference> {
  if (expected === found) return;
  const message = `${id}: ${what} is ${found ?? "missing"} and must be ${expected ?? "absent"}.`;
  yield { kind, id, problem: "state", expected, found, message };
}
