import type { TextDocument } from "../contract/index.ts";
import { ConnectionError } from "./connection-error.ts";
import { singleHeader, type TransportResponse } from "./transport.ts";

/** What came with an answer, besides its body. */
export interface ResponseInfo {
  /** The HTTP status. */
  readonly status: number;
  /** Names the request in the sandbox's log. */
  readonly requestId: string | undefined;
  /** Whether this is the stored answer to an earlier request with the same idempotency key. */
  readonly idempotentReplayed: boolean;
}

/** An answer. `lastResponse` is not enumerable: comparing, spreading and writing as JSON leave it out. */
export type Answered<T> = T & { readonly lastResponse: ResponseInfo };

/** The answer to a request that no operation describes. */
export interface RawAnswer extends ResponseInfo {
  /** The parsed body if it is JSON, else its text. */
  readonly data: unknown;
  /** By lower-case name. */
  readonly headers: TransportResponse["headers"];
}

/** What came with a response, besides its body. */
const infoOf = (response: TransportResponse): ResponseInfo => ({
  status: response.status,
  requestId: singleHeader(response, "request-id"),
  idempotentReplayed: singleHeader(response, "idempotent-replayed") === "true",
});

/** Parses the answer of an operation, whose form the sandbox guarantees by the contract's output schema. */
export function answerFromResponse<T extends object>(
  response: TransportResponse,
  url: string,
  produces: readonly string[],
): Answered<T> {
  let parsed: unknown;
  try {
    parsed = documentFrom(response, produces) ?? JSON.parse(response.text);
  } catch (cause) {
    throw new ConnectionError("invalid_answer", url, { cause, status: response.status });
  }
  if (typeof parsed !== "object" || parsed === null) {
    throw new ConnectionError("invalid_answer", url, { status: response.status });
  }
  return Object.defineProperty(parsed, "lastResponse", { value: infoOf(response) }) as Answered<T>;
}

/** The text of an operation that may answer with one, when it does. */
function documentFrom(response: TransportResponse, produces: readonly string[]): TextDocument | undefined {
  const type = singleHeader(response, "content-type") ?? "";
  if (!produces.includes(type.split(";")[0] ?? "")) return undefined;
  return { object: "text_document", content_type: type, text: response.text };
}

/** Parses an answer of unknown form. */
export function rawAnswerFromResponse(response: TransportResponse, url: string): RawAnswer {
  const isJson = singleHeader(response, "content-type")?.includes("json") === true;
  let data: unknown = response.text;
  if (isJson && response.text !== "") {
    try {
      data = JSON.parse(response.text);
    } catch (cause) {
      throw new ConnectionError("invalid_answer", url, { cause, status: response.status });
    }
  }
  return { ...infoOf(response), headers: response.headers, data };
}
