// Prints the manifest of the command as JSON. It runs on its own, since the command's sources resolve each other by the
// condition `source`.
import { pathToFileURL } from "node:url";

import { makeManifest } from "../../packages/cli/src/program/manifest.ts";

const manifest = await makeManifest(pathToFileURL("packages/cli/src/commands/"), "0");
process.stdout.write(JSON.stringify(manifest));
