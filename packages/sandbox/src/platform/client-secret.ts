import { limits } from "./limits.ts";
import { equalDigests, type Secrets } from "./secrets.ts";

const label = "client-secret";
const form = /^([a-z]+_[0-9A-Za-z]{24})_secret_([0-9a-z]{1,9})x([0-9a-f]{32})$/;

/** What a client secret opens: one thing in one account and mode. */
export interface ClientSecret {
  id: string;
  realm: number;
}

/**
 * The secret by which a payer's page acts for one resource: `<id>_secret_…`. It is derived, so that nothing is stored, and
 * it carries its realm, so that it is verified without a look-up.
 */
export function clientSecretOf(secrets: Secrets, { id, realm }: ClientSecret): string {
  return `${id}_secret_${realm.toString(36)}x${mac(secrets, id, realm)}`;
}

/** What a text opens, or undefined when it is no secret of this sandbox. */
export function readClientSecret(secrets: Secrets, text: string): ClientSecret | undefined {
  const [, id, place, digest] = form.exec(text) ?? [];
  if (id === undefined || place === undefined || digest === undefined) return undefined;
  const realm = Number.parseInt(place, 36);
  return equalDigests(digest, mac(secrets, id, realm)) ? { id, realm } : undefined;
}

/** The newest, of each sandbox: what was created is confirmed, read and listed soon, and shows its secret each time. */
const newest = new WeakMap<Secrets, Map<string, string>>();

function mac(secrets: Secrets, id: string, realm: number): string {
  let known = newest.get(secrets);
  if (!known) newest.set(secrets, (known = new Map<string, string>()));
  const text = `${realm}:${id}`;
  let found = known.get(text);
  if (found === undefined) {
    found = secrets.digest(label, text).slice(0, 32);
    if (known.size === limits.clientSecretsKeptMax) known.clear();
    known.set(text, found);
  }
  return found;
}
