import { DomainError } from "../../platform/errors.ts";

/** Throws since a parameter has a value that is not allowed. */
export function refuse(param: string, message: string): never {
  throw new DomainError("parameter_invalid", { message, param });
}
