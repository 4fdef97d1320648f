import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { printPages } from "./docs/pages.ts";

for (const [file, text] of await printPages()) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(file);
}
