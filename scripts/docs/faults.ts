import { posix } from "node:path";

type Exists = (path: string) => boolean;

/** Links and reference definitions to files that are not there, and to headings that the file does not have. */
export function findLinkFaults(
  file: string,
  text: string,
  { exists, textOf }: { exists: Exists; textOf: (file: string) => string },
): string[] {
  const targets = matchesOf(withoutCode(text), /\]\(<?([^)\s>]+)>?(?:\s"[^"]*")?\)|^\[[^\]]+\]:\s*(\S+)/gm);
  return targets.filter(isRelative).flatMap((target) => {
    const [path = "", anchor] = target.split("#");
    const linked = path === "" ? file : posix.join(posix.dirname(file), decodeURI(path));
    if (!exists(linked)) return [`${file}: ${target} does not exist`];
    const hasAnchor = anchor === undefined || !linked.endsWith(".md") || anchorsOf(textOf(linked)).includes(anchor);
    return hasAnchor ? [] : [`${file}: ${linked} has no heading #${anchor}`];
  });
}

// A document may name a file from the root or, as `gateway/invoke.ts`, from one of these.
const sourceRoots = [
  "",
  "packages/",
  "packages/sandbox/src/",
  "packages/sandbox/",
  "packages/sdk/src/",
  "packages/cli/src/",
];

/** Paths in backticks that are not there. */
export function findPathFaults(file: string, text: string, exists: Exists): string[] {
  const paths = matchesOf(text, /`([\w.@*-][\w.@*/-]*(?:\.(?:tsx?|mjs|js|json|md|ya?ml)|\/))`/g);
  const isThere = (path: string) =>
    path.includes("/")
      ? sourceRoots.some((root) => exists(root + path))
      : exists(path) || exists(`packages/**/${path}`);
  return paths
    .filter((path) => !path.startsWith("@") && !isThere(path))
    .map((path) => `${file}: ${path} does not exist`);
}

const ownCommands = /^(?:add|ci|dlx|exec|install|pack|remove|run|update)$/;

/** Commands of `npm` and `pnpm` that are no script of the root package. */
export function findScriptFaults(file: string, text: string, scripts: Record<string, string>): string[] {
  const names = matchesOf(text, /\bp?npm (?:run )?([a-z][\w:-]*)/g);
  return names
    .filter((name) => !(name in scripts) && !ownCommands.test(name))
    .map((name) => `${file}: package.json has no script ${name}`);
}

/** Codes without a page, pages without a code, and pages whose heading, status or type is not the catalogue's. */
export function findErrorPageFaults(
  documents: ReadonlyMap<string, string>,
  catalogue: Record<string, { status: number; type: string }>,
): string[] {
  const folder = "docs/errors/";
  const pages = [...documents.keys()].filter((file) => file.startsWith(folder) && !file.endsWith("README.md"));
  const orphans = pages.filter((file) => !(file.slice(folder.length, -".md".length) in catalogue));
  return [
    ...orphans.map((file) => `${file}: the catalogue has no such code`),
    ...Object.entries(catalogue).flatMap(([code, { status, type }]) => {
      const file = `${folder}${code}.md`;
      const page = documents.get(file);
      if (page === undefined) return [`${file}: is missing`];
      return [
        ...(/^# `?(\w+)`?\s*$/m.exec(page)?.[1] === code ? [] : [`${file}: the first heading is not ${code}`]),
        ...(/\b[1-5]\d\d\b/.exec(page)?.[0] === String(status) ? [] : [`${file}: the first status is not ${status}`]),
        ...(page.includes(`\`${type}\``) ? [] : [`${file}: does not name the type \`${type}\``]),
      ];
    }),
  ];
}

/** Printed pages that are missing or are not what the code says now. */
export function findStalePages(documents: ReadonlyMap<string, string>, printed: ReadonlyMap<string, string>): string[] {
  return [...printed]
    .filter(([file, text]) => documents.get(file)?.replaceAll("\r\n", "\n") !== text)
    .map(([file]) => `${file}: is not what the code says: run npm run docs`);
}

const isRelative = (target: string) => !/^[a-z][a-z+.-]*:|^\//i.test(target);
const withoutCode = (text: string) => text.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");
const matchesOf = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map((match) => match.slice(1).find((group) => group !== undefined) ?? "");

function anchorsOf(text: string): string[] {
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .trim()
      .replaceAll(" ", "-");
  return matchesOf(text, /^#{1,6} (.+)$/gm).map(slug);
}
