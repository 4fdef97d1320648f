// Tells how long a process takes until its first sandbox answers, and until the next ones do. As JavaScript: to load what
// makes it of TypeScript would take a third of the time.
import { createSandbox } from "@micro/sandbox";

const [file, next = "0"] = process.argv.slice(2);
/** @param {string | undefined} file */
const open = async (file) => {
  const startedAt = performance.now();
  const sandbox = await createSandbox({ file, logLevel: "silent" });
  const times = { ms: performance.now() - startedAt, sinceProcessMs: performance.now() };
  await sandbox.close();
  return times;
};

const first = await open(file || undefined);
/** @type {number[]} */
const nextMs = [];
for (let index = 0; index < Number(next); index++) nextMs.push((await open(file ? `${file}-${index}` : undefined)).ms);
console.log(JSON.stringify({ firstMs: first.sinceProcessMs, nextMs }));
