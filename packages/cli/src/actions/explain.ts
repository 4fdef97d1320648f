import { errorCatalogue, type ErrorCode } from "@micro/sdk";

import { UsageError } from "../abort.ts";
import { either, nearest } from "../output/nearest.ts";

/** What there is to know of an error code. */
export interface ExplainedError {
  code: ErrorCode;
  status: number;
  type: string;
  message: string;
  hint: string;
  page: string;
}

/** Looks an error code up. For an unknown one, suggests those that are spelt alike. */
export function explainError(text: string): ExplainedError {
  const codes = Object.keys(errorCatalogue) as ErrorCode[];
  const word = text.trim().toLowerCase().replaceAll("-", "_");
  const code = codes.find((candidate) => candidate === word);
  if (code === undefined) {
    const meant = [
      ...new Set([...nearest(word, codes), ...codes.filter((name) => word !== "" && name.includes(word))]),
    ];
    throw new UsageError(
      `There is no error code "${text}".`,
      meant.length > 0 ? `Did you mean ${either(meant.slice(0, 4))}?` : "micro explain error --list shows all.",
    );
  }
  const { status, type, message, hint } = errorCatalogue[code];
  return { code, status, type, message, hint, page: `docs/errors/${code}.md` };
}

/** Every error code, with its status and its sentence. */
export const allErrors = (): ExplainedError[] => (Object.keys(errorCatalogue) as ErrorCode[]).map(explainError);
