import { globSync, readFileSync, statSync } from "node:fs";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

// What is published must work for those who import it: every door, its types and the files behind them.
for (const pkgDir of ["packages/sdk", "packages/sandbox", "packages/cli"]) {
  const manifest = JSON.parse(readFileSync(`${pkgDir}/package.json`, "utf8")) as { files: string[] };
  const published = globSync(["package.json", ...manifest.files.map((folder) => `${folder}/**`)], { cwd: pkgDir });
  const files = published
    .map((file) => `${pkgDir}/${file.replaceAll("\\", "/")}`)
    .filter((name) => statSync(name).isFile())
    .map((name) => ({ name, data: readFileSync(name) }));
  const { messages, pkg } = await publint({ pkgDir, pack: { files }, strict: true });
  for (const message of messages) {
    console.error(`${pkgDir}: ${formatMessage(message, pkg, { color: false })}`);
    process.exitCode = 1;
  }
}
