import { Abort, UsageError } from "../abort.ts";
import { changeConfigFile, isRecord, readConfigFile } from "./file.ts";
import { shortPath } from "./paths.ts";

/** What a profile holds. */
export const profileKeys = ["api_key", "email", "gateway_url"] as const;
const keys = profileKeys;

/** What a login leaves behind. */
export type Profile = { [Key in (typeof keys)[number]]?: string };

/** The profile in use when none is named. It stands at the top level of the file; the others stand under `profiles`. */
export const defaultProfile = "default";

/** Where a profile is kept. */
export interface ProfileLocation {
  file: string;
  name: string;
}

/** What the profile holds; nothing when there is none. */
export function readProfile({ file, name }: ProfileLocation): Profile {
  const store = readConfigFile(file);
  const section = name === defaultProfile ? store : new Map(Object.entries(profilesOf(store, file))).get(name);
  if (section === undefined) return {};
  if (!isRecord(section)) throw wrongType(file, `profiles.${name}`, "a section of settings");
  const prefix = name === defaultProfile ? "" : `profiles.${name}.`;
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = section[key];
      if (value === undefined || value === null || value === "") return [];
      if (typeof value !== "string") throw wrongType(file, prefix + key, "text");
      return [[key, value]];
    }),
  );
}

/** Refuses a name that no profile has. The default one needs not be there. */
export function assertKnownProfile({ file, name }: ProfileLocation): void {
  const known = Object.keys(profilesOf(readConfigFile(file), file));
  if (name === defaultProfile || known.includes(name)) return;
  const others = known.length === 0 ? "" : ` There are: ${known.join(", ")}.`;
  throw new UsageError(`${shortPath(file)} has no profile "${name}".${others}`, `Make it with micro login -p ${name}.`);
}

/** Keeps the profile and leaves everything else in the file. */
export async function saveProfile({ file, name }: ProfileLocation, profile: Required<Profile>): Promise<void> {
  await changeConfigFile(file, (store) =>
    name === defaultProfile
      ? { ...store, ...profile }
      : { ...store, profiles: { ...profilesOf(store, file), [name]: profile } },
  );
}

/** Forgets the profile. */
export async function forgetProfile({ file, name }: ProfileLocation): Promise<void> {
  await changeConfigFile(file, (store) => {
    if (name === defaultProfile) return without(store, keys);
    const profiles = without(profilesOf(store, file), [name]);
    return Object.keys(profiles).length === 0 ? without(store, ["profiles"]) : { ...store, profiles };
  });
}

/** How a sentence names the profile's place. */
export const describeProfile = ({ file, name }: ProfileLocation): string =>
  name === defaultProfile ? shortPath(file) : `${shortPath(file)}, profile ${name}`;

function profilesOf(store: Record<string, unknown>, file: string): Record<string, unknown> {
  const profiles = store["profiles"] ?? {};
  if (!isRecord(profiles)) throw wrongType(file, "profiles", "a section of profiles");
  return profiles;
}

const without = (store: Record<string, unknown>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(store).filter(([key]) => !names.includes(key)));

const wrongType = (file: string, key: string, expected: string) =>
  new Abort(`${shortPath(file)}: "${key}" should be ${expected}.`, "Correct it, or remove it and run micro login.");
