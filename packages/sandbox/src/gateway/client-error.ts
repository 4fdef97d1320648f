import type { Duplex } from "node:stream";

import type { ErrorCode } from "@micro/sdk/contract";

import { DomainError } from "../platform/errors.ts";
import { errorAnswer } from "./answer.ts";
import { endWithAnswer } from "./end-with-answer.ts";

const codes: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: "headers_too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
};

const reasons: Partial<Record<number, string>> = { 400: "Bad Request", 408: "Request Timeout", 431: "Too Large" };

/** Answers bytes that are no request: as any other failure, and then hangs up. */
export function answerClientError(error: Error, socket: Duplex, requestId: string): void {
  const cause = "code" in error ? String(error.code) : "";
  if (cause === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const { status, body } = errorAnswer(new DomainError(codes[cause] ?? "request_malformed"), requestId);
  endWithAnswer(socket, { status, body }, requestId, reasons[status]);
}
