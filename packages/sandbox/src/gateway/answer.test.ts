import { errorCatalogue, type ErrorCode } from "@micro/sdk/contract";
import { describe, expect, test } from "vitest";

import { DomainError } from "../platform/errors.ts";
import { errorAnswer } from "./answer.ts";

const bodyOf = (cause: unknown) => JSON.parse(errorAnswer(cause, "req_1").body) as { error: Record<string, unknown> };

describe("the answer to an error", () => {
  test.each(Object.keys(errorCatalogue) as ErrorCode[])("%s has the status, type and page of the catalogue", (code) => {
    const { status, type, message, hint } = errorCatalogue[code];
    const answer = errorAnswer(new DomainError(code), "req_1");
    expect(answer).toMatchObject({ status, code, headers: {} });
    expect(JSON.parse(answer.body)).toEqual({
      error: {
        type,
        code,
        message: type === "card_error" ? message : `${message} ${hint}`,
        doc_url: `/docs/errors/${code}`,
        request_id: "req_1",
      },
    });
  });

  test("carries what the place that raised it knows", () => {
    const error = new DomainError("card_declined", {
      message: "No.",
      param: "payment_method",
      declineCode: "lost_card",
      resource: { payment_intent: { id: "pi_1" }, charge: "ch_1" },
    });
    expect(bodyOf(error)).toEqual({
      error: {
        type: "card_error",
        code: "card_declined",
        message: "No.",
        param: "payment_method",
        decline_code: "lost_card",
        payment_intent: { id: "pi_1" },
        charge: "ch_1",
        doc_url: "/docs/errors/card_declined",
        request_id: "req_1",
      },
    });
  });

  test("a resource's names never take the place of the error's own request id and page", () => {
    const error = new DomainError("state_conflict", { resource: { request_id: "x", doc_url: "x" } });
    expect(bodyOf(error).error).toMatchObject({ request_id: "req_1", doc_url: "/docs/errors/state_conflict" });
  });

  test("says when to come back", () => {
    expect(errorAnswer(new DomainError("rate_limited", { retryAfterSeconds: 7 }), "req_1").headers).toEqual({
      "retry-after": "7",
    });
  });

  test.each([new Error("SELECT secret FROM users"), "text", null, undefined])(
    "of a defect says the request id only: %s",
    (cause) => {
      const answer = errorAnswer(cause, "req_1");
      expect(answer).toMatchObject({ status: 500, code: "internal_error" });
      expect(answer.body).not.toContain("secret");
      expect(bodyOf(cause).error).toMatchObject({ type: "api_error", request_id: "req_1" });
    },
  );
});
