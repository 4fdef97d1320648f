import type { ErrorCode } from "@micro/sdk";
import { ApiError, ConnectionError } from "@micro/sdk/client";

import { Abort, exitCodes } from "../abort.ts";
import type { Connection } from "../config/connection.ts";
import { dataDirFlag, shortPath } from "../config/paths.ts";
import type { Failure } from "./failure.ts";

/** Hints that replace those of the catalogue; empty where the message alone is better. */
const hints: Partial<Record<ErrorCode, string>> = {
  // The catalogue's hints speak of a field of the answer that is not shown here; the message names the parameter.
  parameter_missing: "",
  parameter_invalid: "",
  parameter_invalid_string: "",
  credentials_missing: "Run micro login, or give a key with --api-key or MICRO_API_KEY.",
  api_key_invalid: "Run micro login again, or use the key that micro sandbox status prints.",
};

/** What the SDK throws, in words; `undefined` for anything else. */
export function describeApiFailure(error: unknown): Failure | undefined {
  if (error instanceof ConnectionError) {
    return {
      message: error.message,
      hint: "micro whoami --show-source says where the URL comes from.",
      exitCode: exitCodes.failed,
    };
  }
  if (!(error instanceof ApiError)) return undefined;
  const { code, requestId } = error;
  const hint = hints[code] ?? error.hint;
  // The sandbox's message already ends with the hint.
  const own = error.hint === "" ? error.message : error.message.replace(` ${error.hint}`, "");
  const message = nameParameter(own, error);
  return { message, code, hint: hint === "" ? undefined : hint, requestId, exitCode: exitCodes.failed };
}

/**
 * What to say where nobody was named, no sandbox of the folder runs, and nobody, or another one, answers at the default;
 * `undefined` for anything else.
 */
export function noSandbox(error: unknown, connection: Connection | undefined): Abort | undefined {
  if (connection?.baseUrl.source !== "default") return undefined;
  const isNobody = error instanceof ConnectionError && error.reason === "refused";
  const isAnother = error instanceof ApiError && error.code === "credentials_missing";
  if (!isNobody && !isAnother) return undefined;
  const { baseUrl, dataDir } = connection;
  const there = isNobody ? "nothing listens" : "another one answers";
  return new Abort(
    `No sandbox of ${shortPath(dataDir)} is running, and ${there} at ${baseUrl.value}.`,
    `Start one with micro sandbox start --detach${dataDirFlag(dataDir)}, or say where it is with --api-base.`,
    { cause: error },
  );
}

/** The catalogue's message for a parameter that is missing: loading the catalogue for it would slow every start. */
const unnamed = "A required parameter is missing.";

/** Names the parameter where only a field of the answer does. */
const nameParameter = (message: string, { param }: ApiError): string =>
  message === unnamed && param !== undefined ? `The parameter '${param}' is missing.` : message;
