import { DomainError } from "../../platform/errors.ts";

/** The last instant of a period that lasts up to, not including, `to`. */
export const endOf = (to: number | undefined): number | undefined => (to === undefined ? undefined : to - 1);

/** Throws when a period ends before it begins. */
export function assertPeriod(from: number | undefined, to: number | undefined): void {
  if (from === undefined || to === undefined || from <= to) return;
  throw new DomainError("parameter_invalid", { message: "`to` must not lie before `from`.", param: "to" });
}
