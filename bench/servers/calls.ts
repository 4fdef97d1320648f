/** What every server process can be asked. */
export interface ServerCalls {
  /** Opens the server. `file` is its database, where it has one. */
  start(input: { file: string }): Promise<ServerAddress>;
  /** The processor time that the process used so far, in microseconds. */
  cpuUs(input: null): Promise<number>;
  /** The memory that is in use once what nobody needs is collected, in megabytes; needs the flag `--expose-gc`. */
  memoryMb(input: null): Promise<number>;
}

export interface ServerAddress {
  port: number;
  url: string;
  apiKey: string;
}
