import { checkPrime, createPrivateKey, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

import { onFirstUse } from "../../platform/on-first-use.ts";
import { createRandom, type Random } from "../../platform/random.ts";

const isPrime = promisify<bigint, { checks: number }, boolean>(checkPrime);
const primeBytes = 128;
const exponent = 65_537n;

/**
 * Makes an RSA key of 2048 bits that its seed decides, so that a seeded sandbox signs the same tokens at every run, and
 * no private key has to be stored. Node's own generator cannot be seeded; its primality test can be asked, and does the
 * slow part outside of the event loop (the method is that of FIPS 186-5, appendix A.1.3).
 */
export async function deriveRsaKey(seed: Buffer): Promise<KeyObject> {
  const random = createRandom(seed);
  const p = await drawPrime(random);
  let q = await drawPrime(random);
  while (distance(p, q) >> 924n === 0n) q = await drawPrime(random);
  const [p1, q1] = [p - 1n, q - 1n];
  const d = invert(exponent, (p1 * q1) / greatestCommonDivisor(p1, q1));
  const numbers = { n: p * q, e: exponent, d, p, q, dp: d % p1, dq: d % q1, qi: invert(q, p) };
  const jwk = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, encode(value)]));
  return createPrivateKey({ key: { kty: "RSA", ...jwk }, format: "jwk" });
}

/** The next prime of 1024 bits whose two highest bits are set, so that a product of two has 2048. */
async function drawPrime(random: Random): Promise<bigint> {
  for (;;) {
    const bytes = random.bytes(primeBytes);
    bytes[0] = (bytes[0] ?? 0) | 0b1100_0000;
    bytes[primeBytes - 1] = (bytes[primeBytes - 1] ?? 0) | 1;
    const candidate = BigInt(`0x${bytes.toString("hex")}`);
    if ((candidate - 1n) % exponent === 0n || hasSmallFactor(candidate)) continue;
    if (await isPrime(candidate, { checks: 20 })) return candidate;
  }
}

const smallPrimes = onFirstUse(() => sieve(2000));

function hasSmallFactor(candidate: bigint): boolean {
  return smallPrimes().some((prime) => candidate % prime === 0n);
}

function sieve(limit: number): bigint[] {
  const composite = new Set<number>();
  const primes: bigint[] = [];
  for (let number = 2; number < limit; number++) {
    if (composite.has(number)) continue;
    primes.push(BigInt(number));
    for (let multiple = number * number; multiple < limit; multiple += number) composite.add(multiple);
  }
  return primes;
}

const distance = (a: bigint, b: bigint) => (a > b ? a - b : b - a);

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** The inverse of `value` modulo `modulus` (the extended Euclidean algorithm). */
function invert(value: bigint, modulus: bigint): bigint {
  let [remainder, next] = [modulus, value % modulus];
  let [factor, nextFactor] = [0n, 1n];
  while (next !== 0n) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return factor < 0n ? factor + modulus : factor;
}

function encode(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex").toString("base64url");
}
