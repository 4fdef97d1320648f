/** What one look at the machine found. */
export interface Finding {
  name: string;
  verdict: "ok" | "warning" | "problem";
  message: string;
  /** How to mend it. */
  hint?: string;
}

/** Everything is as it should be. */
export const ok = (name: string, message: string): Finding => ({ name, verdict: "ok", message });
/** It works, but may cause surprises. */
export const warning = (name: string, message: string, hint: string): Finding => ({
  name,
  verdict: "warning",
  message,
  hint,
});
/** It does not work. */
export const problem = (name: string, message: string, hint: string): Finding => ({
  name,
  verdict: "problem",
  message,
  hint,
});
