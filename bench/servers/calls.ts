/** What every server process can be asked. */
export interface ServerCalls {
  /** Opens the server. `file` is its database, where it has one. */
  start(input: { file: string }): Promise<ServerAddress>;
  /** The processor time that the process used so far, in microseconds. */
  cpuUs(input: null): Promise<number>;
  /** The memory that is in use once what nobody needs is collected, in megabytes; needs the flag `--expose-gc`. */
  memoryMb(input: null): Promise<number>;
}

/** A server that can also be filled. */
export interface GrowingCalls extends ServerCalls {
  /** Creates so many payments by the sandbox's own verbs, one in so many of them paid; tells their ids. */
  fill(input: { count: number; paidShare: number }): Promise<string[]>;
}

export interface ServerAddress {
  port: number;
  url: string;
  apiKey: string;
}
