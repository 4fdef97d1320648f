import { errorCatalogue } from "../../packages/sdk/src/contract/errors.ts";
import { generatedNote, paragraphs, table } from "./markdown.ts";

/** The list of all error codes. */
export function errorIndex(): string {
  const codes = Object.entries(errorCatalogue).toSorted(([, a], [, b]) => a.status - b.status);
  return paragraphs(
    "# Errors",
    generatedNote,
    'Every answer that is not 2xx has the body `{"error": {…}}`:',
    table(
      ["field", "holds"],
      [
        ["`type`", "the kind of failure: what a client branches on first"],
        ["`code`", "exactly what went wrong: one of the codes below"],
        ["`message`", "a sentence for a person: what is wrong and, except for a card, what to do"],
        ["`param`", "the parameter at fault, such as `entries[1].amount`, where one is"],
        ["`decline_code`", "why the issuer declined, where it says so"],
        [
          "`payment_intent`, `charge`",
          "the intent as it now stands and the failed charge's id, where the code has them",
        ],
        ["`doc_url`", "path of a short text about the code, served by the sandbox"],
        ["`request_id`", "the same as the header `Request-Id`; `GET /sandbox/requests/{id}` shows that request"],
      ],
    ),
    "In the SDK an answer of this kind is thrown as an `ApiError`; its subclass follows `type`, and `error.hint` says what to do.",
    table(
      ["status", "code", "type", "when"],
      codes.map(([code, { status, type, message }]) => [
        String(status),
        `[\`${code}\`](${code}.md)`,
        `\`${type}\``,
        message,
      ]),
    ),
  );
}
