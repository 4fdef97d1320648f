import { createSandbox } from "../../src/index.ts";

// Runs a sandbox on the file that is named first, until it is killed. Its first line says where it answers.
const [file = ""] = process.argv.slice(2);
const { url, apiKey } = await createSandbox({ file });
process.stdout.write(`${JSON.stringify({ url, apiKey })}\n`);
