/**
 * One call of a trigger. In `input` and `credential`, `${step.path}` stands for a value of an earlier step's answer,
 * `${input.step.path}` for a value that was sent, and `${unique}` for a word that no earlier trigger used.
 */
export interface TriggerStep {
  /** What the answer is called in later steps and in overrides. */
  name: string;
  /** The id of the operation. */
  operation: string;
  input: Readonly<Record<string, unknown>>;
  /** Sent instead of the caller's key. */
  credential?: string;
  /** The error type that this call is meant to end in. */
  expects?: "card_error";
}
