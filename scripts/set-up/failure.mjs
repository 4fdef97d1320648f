import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { cache, root } from "./paths.mjs";

/** The user can mend this; the message is one sentence that says how. */
export class SetUpFailure extends Error {
  /** @override */
  name = "SetUpFailure";
}

const again = "then run the command again";

// The first that fits decides: a full disk makes fetching fail too, and what is missing makes everything fail.
const causes = [
  {
    sign: /ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i,
    advice: () => `The disk is full: free 1 GB, ${again}`,
  },
  {
    sign: /EACCES|EROFS|EPERM|permission denied|read-only file system/i,
    advice: (/** @type {string} */ output) =>
      `${unwritable(output)} cannot be written: get the right to write there or move to a folder of yours, ${again}`,
  },
  {
    sign: /ERR_PNPM_OUTDATED_LOCKFILE|ERR_PNPM_LOCKFILE_/,
    advice: () => `pnpm-lock.yaml does not fit the package.json files: let \`pnpm install\` renew it, ${again}`,
  },
  {
    sign: /ENOTFOUND|EAI_AGAIN|ECONNRE|ETIMEDOUT|E(NET|HOST)UNREACH|ERR_SOCKET_TIMEOUT|UND_ERR_|(META_)?FETCH_FAIL|CERT_|_CERT|ERR_SSL/,
    advice: () =>
      `The package registry cannot be reached: check the network and the proxy and registry settings of npm, ${again}`,
  },
];

/**
 * One sentence about what went wrong, with the technical output in a file that it names.
 * @param {string} attempt What failed, as the beginning of a sentence.
 * @param {string} output
 */
export function explainFailure(attempt, output) {
  const advice = causes.find(({ sign }) => sign.test(output))?.advice(output);
  const sentence = advice ?? `${attempt} failed: mend what its output names, ${again}`;
  const log = keepOutput(output);
  return new SetUpFailure(log ? `${sentence} (output: ${log}).` : `${sentence}.\n\n${output}`);
}

/** @param {string} output */
function unwritable(output) {
  const path = /^npm error path (.+)$/m.exec(output) ?? /(?:EACCES|EROFS|EPERM)[^\n]*'([^']+)'/.exec(output);
  return path?.[1] ?? root;
}

/** @param {string} output */
function keepOutput(output) {
  for (const folder of [cache, tmpdir()]) {
    const file = join(folder, `micro-set-up-${process.pid}.log`);
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, output);
      return file;
    } catch {
      // The next folder may be writable.
    }
  }
  return undefined;
}
