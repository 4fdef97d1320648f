import { describeProfile, forgetProfile, readProfile, type ProfileLocation } from "../config/profiles.ts";

/** Forgets the profile's key; the key itself stays valid. Answers whose it was, if there was one. */
export async function logout(profile: ProfileLocation): Promise<{ email: string | null; kept_in: string } | undefined> {
  const { api_key: key, email, gateway_url: url } = readProfile(profile);
  if (key === undefined && email === undefined && url === undefined) return undefined;
  await forgetProfile(profile);
  return { email: email ?? null, kept_in: describeProfile(profile) };
}
