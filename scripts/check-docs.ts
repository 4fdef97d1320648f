import { existsSync, globSync, readFileSync } from "node:fs";

import { errorCatalogue } from "../packages/sdk/src/contract/errors.ts";
import {
  findErrorPageFaults,
  findLinkFaults,
  findPathFaults,
  findScriptFaults,
  findStalePages,
} from "./docs/faults.ts";
import { printPages } from "./docs/pages.ts";

const documents = new Map(
  globSync("**/*.md", { exclude: ["**/node_modules", "**/dist"] }).map((file) => [
    file.replaceAll("\\", "/"),
    readFileSync(file, "utf8"),
  ]),
);
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
const printed = await printPages();
/** What was printed, as it stands: not all of it is Markdown. */
const stored = new Map([...printed.keys()].map((file) => [file, existsSync(file) ? readFileSync(file, "utf8") : ""]));
const exists = (path: string) => (path.includes("*") ? globSync(path).length > 0 : existsSync(path));
const textOf = (file: string) => documents.get(file) ?? "";

const faults = [
  ...["README.md", "CONTRIBUTING.md", "docs/architecture.md"]
    .filter((file) => !documents.has(file))
    .map((file) => `${file}: is missing`),
  ...[...documents].flatMap(([file, text]) => findLinkFaults(file, text, { exists, textOf })),
  ...findPathFaults("docs/architecture.md", textOf("docs/architecture.md"), exists),
  ...["README.md", "CONTRIBUTING.md"].flatMap((file) => findScriptFaults(file, textOf(file), scripts)),
  ...findErrorPageFaults(documents, errorCatalogue),
  ...findStalePages(stored, printed),
];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
