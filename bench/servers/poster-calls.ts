import type { SampleRequest } from "../load/calls.ts";

export interface PosterCalls {
  /** Posts the same request `count` times. */
  post(input: { url: string; count: number; connections: number; sample: SampleRequest }): Promise<null>;
}
