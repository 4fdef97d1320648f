/** Requests to one server. */
export interface LoadPlan {
  port: number;
  connections: number;
  method: "GET" | "POST";
  /** One request to each path. */
  paths: readonly string[];
  headers: Record<string, string>;
  body?: string;
  /** JSON by default. */
  contentType?: string;
  /** Whether each request carries an idempotency key of its own. */
  idempotent: boolean;
  /** Whether the ids in the answers and the idempotency keys are wanted. */
  collect: boolean;
}

export interface LoadResult {
  elapsedMs: number;
  ids: string[];
  keys: string[];
}

/** Creates intents at a steady pace on a sandbox with one endpoint, and waits for each event. */
export interface FirstBytePlan {
  url: string;
  apiKey: string;
  count: number;
  intervalMs: number;
}

/** From each request's first byte, and from its answer, to the receiver's first byte. The commit lies between. */
export interface FirstByteResult {
  sinceSentMs: number[];
  sinceAnswerMs: number[];
}

/** Creates intents at a steady pace, with so many listeners on the stream. */
export interface ListenersPlan extends FirstBytePlan {
  listeners: number;
}

/** What the load process can be asked. */
export interface LoadCalls {
  load(plan: LoadPlan): Promise<LoadResult>;
  measureFirstByte(plan: FirstBytePlan): Promise<FirstByteResult>;
  /** Follows a sandbox's events with many listeners; tells how long each event took to the last of them. */
  measureListeners(plan: ListenersPlan): Promise<{ sinceAnswerMs: number[]; framesPerSecond: number }>;
  /** Opens a receiver that answers nothing until it is released; tells its URL. */
  holdReceiver(input: null): Promise<string>;
  /** Lets the receiver answer; tells how long the rest of `count` requests took to come. */
  releaseReceiver(plan: { count: number }): Promise<{ elapsedMs: number; received: number; sample: SampleRequest }>;
}

/** A request as a receiver got it. */
export interface SampleRequest {
  headers: Record<string, string>;
  body: string;
}
