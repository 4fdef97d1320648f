import { DomainError } from "../../../platform/errors.ts";

/** Names what is refused by where it was sent. */
export async function within<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof DomainError) || cause.details.param === undefined) throw cause;
    throw new DomainError(cause.code, { ...cause.details, param: `${path}.${cause.details.param}` });
  }
}
