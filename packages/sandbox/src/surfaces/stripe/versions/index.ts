import type { OperationId } from "@micro/sdk/contract";

import type { Native, Rule } from "../route.ts";
import { stripeVersion } from "../version.ts";
import { basil } from "./basil.ts";
import { clover } from "./clover.ts";
import { dahlia } from "./dahlia.ts";
import { spring2024 } from "./spring-2024.ts";
import type { Version, VersionChange } from "./version.ts";

export type { Version, VersionChange } from "./version.ts";

/** What changed for the imitated part of the API, newest first. Who knows an older version still gets what was there. */
export const versionChanges: readonly VersionChange[] = [dahlia, clover, basil, spring2024];

export const newestVersion: Version = { name: stripeVersion, changes: [] };

/** A version by its name. Versions are ordered by their dates; one between two changes has what the older brought. */
export function versionOf(name: string): Version {
  const changes = versionChanges.filter(({ since }) => dateOf(name) < dateOf(since));
  return { name, changes };
}

/** Whether a version is older than another one. */
export const isBefore = ({ name }: Version, other: string): boolean => dateOf(name) < dateOf(other);

const dateOf = (name: string): string => name.slice(0, "2026-10-28".length);

/** Words an object of the newest version as an older one does. */
export function atVersion({ name, changes }: Version, shown: Native, native: Native): Native {
  const kind = String(shown["object"]);
  const older = changes.reduce((object, { objects }) => objects?.[kind]?.(object, native) ?? object, shown);
  return kind === "event" ? { ...older, api_version: name } : older;
}

/** The parameters that an operation takes in a version besides those of the newest. */
export function olderParams({ changes }: Version, operation: OperationId): Record<string, Rule> {
  return Object.assign({}, ...changes.map(({ params }) => params?.[operation] ?? {})) as Record<string, Rule>;
}

/** What an operation has to read along in a version. */
export const olderIncludes = ({ changes }: Version, operation: OperationId): string[] =>
  changes.flatMap(({ include }) => include?.[operation] ?? []);

/** Paths of `expand` in the words of the newest version. */
export const newerPaths = ({ changes }: Version, paths: readonly string[], operation: OperationId): readonly string[] =>
  changes.reduceRight(
    (older, { expandPath }) => (expandPath ? older.flatMap((path) => expandPath(path, operation)) : older),
    paths,
  );

/** Takes what was only read along out of an answer: `asked` holds the paths of `expand`. */
export function collapse(version: Version, body: unknown, asked: ReadonlySet<string>): void {
  const ids = version.changes.flatMap((change) => change.ids ?? []);
  const heads = new Set(Array.from(asked, (path) => path.replace(/^data\./, "").split(".")[0]));
  for (const name of ids) if (!heads.has(name)) collapseAt(body, name);
}

function collapseAt(body: unknown, name: string): void {
  const object = body as Native;
  if (object["object"] === "list" || object["object"] === "search_result") {
    for (const each of object["data"] as Native[]) collapseAt(each, name);
  } else if (Array.isArray(object[name])) {
    object[name] = object[name].map(idOf);
  } else if (name in object) {
    object[name] = idOf(object[name]);
  }
}

const idOf = (value: unknown): unknown => (value as Native | null)?.["id"] ?? value;
