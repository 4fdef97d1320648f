/** Why a trigger cannot do what was asked. */
export type TriggerErrorReason =
  | "unknown_type"
  | "unknown_override"
  | "invalid_override"
  | "unknown_step"
  | "unexpected_success"
  | "missing_reference";

/** A trigger was asked for something it does not have, or did not come about. Errors of its calls are thrown as they are. */
export class TriggerError extends Error {
  override readonly name = "TriggerError";
  /** What is wrong, for programs. */
  readonly reason: TriggerErrorReason;
  /** The existing names that are most like the unknown one, the nearest first. */
  readonly nearest: readonly string[];
  /** Every name that exists in place of the unknown one. */
  readonly known: readonly string[];

  constructor(reason: TriggerErrorReason, message: string, names: { nearest?: string[]; known?: string[] } = {}) {
    super(message);
    this.reason = reason;
    this.nearest = names.nearest ?? [];
    this.known = names.known ?? [];
  }
}
