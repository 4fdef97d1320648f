import { expect, test } from "vitest";

import { errorCatalogue, type ErrorCode } from "../contract/index.ts";
import * as errors from "./api-error.ts";
import { ApiError, CardError, errorFromResponse } from "./api-error.ts";
import { ConnectionError } from "./connection-error.ts";

const url = "http://sandbox.test";
const response = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers,
  text: typeof body === "string" ? body : JSON.stringify(body),
});

const classes = {
  api_error: errors.ApiServerError,
  authentication_error: errors.AuthenticationError,
  card_error: errors.CardError,
  idempotency_error: errors.IdempotencyError,
  invalid_request_error: errors.InvalidRequestError,
  permission_error: errors.PermissionError,
  rate_limit_error: errors.RateLimitError,
};

test.for(Object.entries(errorCatalogue))("%s becomes the class of its type, with what to do next", ([code, entry]) => {
  const body = {
    type: entry.type,
    code,
    message: entry.message,
    doc_url: "http://docs",
    request_id: "req_1",
    param: "p",
  };
  const error = errorFromResponse(response(entry.status, { error: body }), url);
  expect(error).toBeInstanceOf(classes[entry.type]);
  expect(error).toBeInstanceOf(ApiError);
  expect(error.name).toBe(classes[entry.type].name);
  expect(error).toMatchObject({
    status: entry.status,
    type: entry.type,
    code,
    message: entry.message,
    hint: entry.hint,
  });
  expect(error).toMatchObject({ param: "p", docUrl: "http://docs", requestId: "req_1", idempotentReplayed: false });
});

test("a decline brings the payment intent and the issuer's reason", () => {
  const body = {
    type: "card_error",
    code: "card_declined" satisfies ErrorCode,
    message: "No.",
    decline_code: "lost_card",
  };
  const error = errorFromResponse(response(402, { error: { ...body, payment_intent: { id: "pi_1" } } }), url);
  expect(error).toBeInstanceOf(CardError);
  expect(error).toMatchObject({ declineCode: "lost_card", paymentIntent: { id: "pi_1" } });
  const bare = errorFromResponse(response(402, { error: body }), url);
  expect(bare).toMatchObject({ paymentIntent: undefined });
});

test("the headers tell of a replay and of how long to wait", () => {
  const body = { error: { type: "rate_limit_error", code: "rate_limited", message: "Slow down." } };
  const error = errorFromResponse(response(429, body, { "retry-after": "7", "idempotent-replayed": "true" }), url);
  expect(error).toMatchObject({ retryAfterSeconds: 7, idempotentReplayed: true });
  const dated = errorFromResponse(response(429, body, { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" }), url);
  expect(dated).toMatchObject({ retryAfterSeconds: undefined });
});

test("a type or code of a newer version is an ApiError without a hint", () => {
  const error = errorFromResponse(
    response(418, { error: { type: "toString", code: "constructor", message: "?" } }),
    url,
  );
  expect(error).toMatchObject({ name: "ApiError", status: 418, hint: "" });
});

test.for(["<html>", "", "null", "[]", '{"error":null}', '{"error":"no"}', '{"error":{"type":1}}'])(
  "an answer such as %j is none of the API's",
  (text) => {
    const error = errorFromResponse(response(502, text), url);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ reason: "invalid_answer", status: 502 });
  },
);
