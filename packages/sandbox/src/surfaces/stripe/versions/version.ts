import type { OperationId } from "@micro/sdk/contract";

import type { Native, Rule } from "../route.ts";

/** What one of Stripe's versions changed, told backwards: what was there for who knows only the versions before. */
export interface VersionChange {
  /** The version that brought it. */
  since: string;
  /** What is the old way here, for the documentation. */
  summary: string;
  /** Words an object as before, by its `object`: from what is shown since then, and the native one behind it. */
  objects?: Readonly<Record<string, (shown: Native, native: Native) => Native>>;
  /** Parameters that were there or were called otherwise, by operation. */
  params?: Readonly<Partial<Record<OperationId, Readonly<Record<string, Rule>>>>>;
  /** What has to be read along for an object of before, by operation. */
  include?: Readonly<Partial<Record<OperationId, readonly string[]>>>;
  /** What was only read along: the id stands there, unless it was asked for. */
  ids?: readonly string[];
  /** Where a path of `expand` leads since then, and what has to be read along with it. */
  expandPath?: (path: string, operation: OperationId) => string[];
}

/** A version of Stripe's API: how it differs from the newest. */
export interface Version {
  name: string;
  /** What came after it, newest first. */
  changes: readonly VersionChange[];
}
