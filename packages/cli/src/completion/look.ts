import { operations, type Operation } from "@micro/sdk/contract";

import { openClientAt } from "../api/open-client.ts";
import { resolveConnection, type ConnectionFlags } from "../config/connection.ts";
import { isRecord, readConfigFile } from "../config/file.ts";
import { configFile } from "../config/paths.ts";
import { defaultProfile } from "../config/profiles.ts";
import type { Candidate, Look } from "./complete.ts";

/** Somebody is waiting with a finger on the key. */
const timeoutMs = 500;
const objectsMax = 50;

const all: readonly Operation[] = Object.values(operations);

/** Looks into the file of the profiles and into the sandbox that the words mean. Where that fails there is nothing. */
export function lookFrom(words: readonly string[]): Look {
  const flags = connectionFlags(words);
  return async (what) => {
    try {
      return what === "profiles" ? profilesIn(flags) : await objectsOf(flags, what);
    } catch {
      return [];
    }
  };
}

function profilesIn({ config }: ConnectionFlags): Candidate[] {
  const { profiles } = readConfigFile(configFile(config));
  const names = [defaultProfile, ...(isRecord(profiles) ? Object.keys(profiles) : [])];
  return names.map((word) => ({ word, about: "" }));
}

async function objectsOf(flags: ConnectionFlags, resource: string): Promise<Candidate[]> {
  const list = all.find(({ id }) => id === `${resource}.list`);
  if (list === undefined || list.path.includes("{id}")) return [];
  const { baseUrl, apiKey } = resolveConnection(flags);
  await using client = openClientAt(baseUrl.value, { apiKey: apiKey?.value, maxRetries: 0, timeoutMs });
  const query = Object.hasOwn(list.input.properties, "limit") ? { limit: objectsMax } : {};
  const { data: answer } = await client.request("GET", list.path, { query });
  const objects: unknown = isRecord(answer) ? answer["data"] : [];
  return Array.isArray(objects) ? objects.flatMap((object) => candidateOf(resource, object)) : [];
}

/** A snapshot goes by its name, anything else by its id, with what tells it from others. */
function candidateOf(resource: string, object: unknown): Candidate[] {
  if (!isRecord(object)) return [];
  const { id, name } = object;
  const about = ["name", "code", "url", "email", "description", "type", "status"].map((key) => object[key]);
  const isNamed = resource === "snapshots" && typeof name === "string" && name !== "";
  const [word, rest] = isNamed ? [name, [id]] : [id, about];
  if (typeof word !== "string") return [];
  return [{ word, about: rest.filter((text) => typeof text === "string").find((text) => text !== "") ?? "" }];
}

/** What of the words says which sandbox is meant, and as whom. */
function connectionFlags(words: readonly string[]): ConnectionFlags {
  const valueOf = (...names: readonly string[]) => {
    const at = words.findIndex((word) => names.includes(word.split("=")[0] ?? ""));
    return at === -1 ? undefined : (words[at]?.split("=")[1] ?? words[at + 1]);
  };
  const { MICRO_PROFILE: profile, MICRO_CONFIG: config, MICRO_DATA_DIR: folder } = process.env;
  return {
    "api-key": valueOf("--api-key"),
    "api-base": valueOf("--api-base"),
    profile: valueOf("-p", "--profile") ?? profile,
    config: valueOf("--config") ?? config,
    "data-dir": valueOf("--data-dir") ?? folder,
  };
}
