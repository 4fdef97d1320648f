import { existsSync } from "node:fs";

import { Abort, UsageError } from "../abort.ts";
import { assertHeaderValue, parseBase } from "../config/connection.ts";
import { changeConfigFile, isRecord, readConfigFile } from "../config/file.ts";
import { shortPath } from "../config/paths.ts";
import { defaultProfile, profileKeys, readProfile, type Profile, type ProfileLocation } from "../config/profiles.ts";
import { parseEach } from "../params/one-of.ts";

/** A setting of a profile. */
export type ConfigKey = (typeof profileKeys)[number];

/** A setting's name as somebody typed it. For an unknown one, the error lists those there are. */
export const parseKey = (text: string): ConfigKey => {
  const [key] = parseEach([text.replaceAll("-", "_")], profileKeys, "setting");
  if (key === undefined) throw new UsageError(`There is no setting "${text}".`);
  return key;
};

/** Reads a setting; throws where it is not set. */
export function getSetting(profile: ProfileLocation, key: ConfigKey): string {
  const value = readProfile(profile)[key];
  if (value !== undefined) return value;
  throw new Abort(
    `${key} is not set in ${shortPath(profile.file)} (profile ${profile.name}).`,
    `micro config set ${key} VALUE sets it.`,
  );
}

/** Sets a setting and leaves everything else in the file as it is; throws where nothing could be done with it. */
export async function setSetting(profile: ProfileLocation, key: ConfigKey, value: string): Promise<void> {
  if (value.trim() === "" || /[\r\n]/.test(value)) throw new UsageError(`${key} cannot be empty or of several lines.`);
  const given = { value: value.trim(), from: key };
  if (key === "gateway_url") parseBase(given);
  if (key === "api_key") assertHeaderValue(given);
  await changeProfile(profile, (section) => ({ ...section, [key]: given.value }));
}

/** Removes a setting. Answers whether it was set. */
export async function unsetSetting(profile: ProfileLocation, key: ConfigKey): Promise<boolean> {
  if (readProfile(profile)[key] === undefined) return false;
  await changeProfile(profile, (section) =>
    Object.fromEntries(Object.entries(section).filter(([name]) => name !== key)),
  );
  return true;
}

/** All profiles of the file with what they hold; of a key only the end is shown. */
export function listSettings({ file }: ProfileLocation): {
  file: string;
  exists: boolean;
  profiles: Record<string, Profile>;
} {
  const { profiles } = readConfigFile(file);
  const names = [defaultProfile, ...(isRecord(profiles) ? Object.keys(profiles) : [])];
  const read = [...new Set(names)].map((name) => [name, masked(readProfile({ file, name }))] as const);
  return { file, exists: existsSync(file), profiles: Object.fromEntries(read) };
}

function masked(profile: Profile): Profile {
  const { api_key: key } = profile;
  return key === undefined ? profile : { ...profile, api_key: `${key.slice(0, 8)}…${key.slice(-4)}` };
}

async function changeProfile(
  { file, name }: ProfileLocation,
  change: (section: Record<string, unknown>) => Record<string, unknown>,
) {
  await changeConfigFile(file, (store) => {
    if (name === defaultProfile) return change(store);
    const profiles = isRecord(store["profiles"]) ? store["profiles"] : {};
    const section = isRecord(profiles[name]) ? profiles[name] : {};
    return { ...store, profiles: { ...profiles, [name]: change(section) } };
  });
}
