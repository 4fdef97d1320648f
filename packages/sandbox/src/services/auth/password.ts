import { scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
const cost = { N: 16_384, r: 8, p: 1 };
const keyBytes = 32;

/** Hashes a password with scrypt, in Node's thread pool. */
export async function hashPassword(password: string, salt: Buffer): Promise<string> {
  const key = await derive(password.normalize("NFKC"), salt, keyBytes, cost);
  return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString("base64")}$${key.toString("base64")}`;
}

/** Compares a password with a stored hash; without one it takes as long and answers no. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const [, n, r, p, salt, key] = (hash ?? "").split("$");
  const options = { N: Number(n ?? cost.N), r: Number(r ?? cost.r), p: Number(p ?? cost.p) };
  const expected = Buffer.from(key ?? "", "base64");
  const derived = await derive(password.normalize("NFKC"), Buffer.from(salt ?? "", "base64"), keyBytes, options);
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}
