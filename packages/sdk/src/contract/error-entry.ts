/** The kinds of failure that a client tells apart; each code belongs to one. */
export type ErrorType =
  | "api_error"
  | "authentication_error"
  | "card_error"
  | "idempotency_error"
  | "invalid_request_error"
  | "permission_error"
  | "rate_limit_error";

/** What the catalogue says of a code. */
export interface ErrorEntry {
  /** The HTTP status. */
  status: number;
  /** The kind of failure. */
  type: ErrorType;
  /** The public sentence, when the place that raises the error has nothing more exact to say. */
  message: string;
  /** What to do next. */
  hint: string;
}

export const invalid = (message: string, hint: string, status = 400) =>
  ({ status, type: "invalid_request_error", message, hint }) as const;
export const card = (message: string, hint: string) => ({ status: 402, type: "card_error", message, hint }) as const;
export const credentials = (message: string, hint: string) =>
  ({ status: 401, type: "authentication_error", message, hint }) as const;
export const forbidden = (message: string, hint: string) =>
  ({ status: 403, type: "permission_error", message, hint }) as const;
export const apiError = (message: string, hint: string, status = 503) =>
  ({ status, type: "api_error", message, hint }) as const;
