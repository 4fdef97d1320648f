import { createCipheriv, createHash, createSecretKey, randomBytes, type Cipheriv } from "node:crypto";

const blockBytes = 4096;

/** An endless sequence of bytes that its seed decides. */
export interface Random {
  bytes(count: number): Buffer;
  /** An integer from 0 up to, not including, `bound` (at most 2^32). */
  integer(bound: number): number;
  /** A number from 0 up to, not including, 1. */
  fraction(): number;
  /** A number from 0 up to, not including, 1, that the seed and the label alone decide. */
  fractionOf(label: string): number;
  /** Another sequence, decided by this one's seed and the label: draws from one never shift the other. */
  fork(label: string): Random;
  /** How many bytes of the sequence were drawn. */
  position(): number;
  /** Goes on after that many bytes. */
  seek(position: number): void;
}

/** A seed that nobody can guess, for when none is given. */
export function drawSeed(): Buffer {
  return randomBytes(32);
}

/**
 * Makes a sequence out of a seed: AES-256 in counter mode, so that it is as hard to predict as its seed is secret, and
 * the same on every machine.
 */
export function createRandom(seed: string | Buffer): Random {
  const key = createHash("sha256").update(seed).digest();
  let cipher = openCipher(key, 0);
  const zeros = Buffer.alloc(blockBytes);
  let block = Buffer.alloc(0);
  let offset = 0;
  /** How many bytes came out of the cipher. */
  let drawn = 0;

  const nextBlock = () => {
    block = cipher.update(zeros);
    drawn += blockBytes;
  };
  /** Where the next `count` bytes begin in the block. */
  const take = (count: number): number => {
    if (offset + count > block.length) {
      nextBlock();
      offset = 0;
    }
    offset += count;
    return offset - count;
  };
  const bytes = (count: number): Buffer => {
    if (count > blockBytes) {
      // Whole blocks, so that a position is always found again.
      const length = Math.ceil(count / blockBytes) * blockBytes;
      drawn += length;
      return cipher.update(Buffer.alloc(length)).subarray(0, count);
    }
    const start = take(count);
    return block.subarray(start, start + count);
  };
  const word = () => {
    const start = take(4);
    return block.readUInt32LE(start);
  };

  return {
    bytes: (count) => Buffer.from(bytes(count)),
    integer: (bound) => {
      const unbiased = 2 ** 32 - (2 ** 32 % bound);
      for (;;) {
        const drawn = word();
        if (drawn < unbiased) return drawn % bound;
      }
    },
    fraction: () => word() / 2 ** 32,
    fractionOf: (label) =>
      createHash("sha256").update(key).update(`fraction:${label}`).digest().readUInt32LE() / 2 ** 32,
    fork: (label) => createRandom(Buffer.concat([key, Buffer.from(`:${label}`)])),
    position: () => drawn - block.length + offset,
    seek: (position) => {
      drawn = position - (position % blockBytes);
      cipher = openCipher(key, drawn);
      block = Buffer.alloc(0);
      offset = 0;
      if (position > drawn) {
        offset = position - drawn;
        nextBlock();
      }
    },
  };
}

/** The cipher after so many bytes, a multiple of its block: in counter mode that is the number of blocks to begin with. */
function openCipher(key: Buffer, position: number): Cipheriv {
  const counter = Buffer.alloc(16);
  counter.writeBigUInt64BE(BigInt(position / 16), 8);
  // Node takes ten times as long for a key that is bytes.
  return createCipheriv("aes-256-ctr", createSecretKey(key), counter);
}
