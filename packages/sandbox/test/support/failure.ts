import { ApiError, type ErrorCode } from "@micro/sdk";

/** The error that a call ends in. A call that ends well, or fails in another way, fails the test. */
export async function failureOf(call: PromiseLike<unknown>): Promise<ApiError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error("The call ended well.");
}

/** The code of the error that a call ends in. */
export async function codeOf(call: PromiseLike<unknown>): Promise<ErrorCode> {
  return (await failureOf(call)).code;
}
