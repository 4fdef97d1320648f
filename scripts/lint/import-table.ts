import { posix } from "node:path";

/**
 * Who may import whom. A name is a path in the repository without `packages/` and `src/`; `npm:` and `node:` stand before
 * what comes from outside. `*` in `folder` is one level; at the end of a target it is everything below, else one level.
 * The row with the longest folder decides, and a folder may always import from itself.
 */
interface Row {
  folder: string;
  /** All that the folder may import; anything, when absent. */
  may?: string[];
  never?: string[];
  /** What to do instead. */
  instead: string;
}

const outside = ["npm:*", "node:*"];
const fastify = ["npm:fastify", "npm:@fastify/*"];
const contract = "sdk/contract/*";
const platform = "sandbox/platform/*";
/** What every floor may name: changes, days, errors, limits, ids, durations and the log; no data, no transaction. */
const vocabulary = ["changes", "clock", "day", "errors", "ids", "limits", "log", "on-first-use", "real-clock"].map(
  (name) => `sandbox/platform/${name}.ts`,
);

/** A service calls services of a lower rank only. */
const serviceRanks = {
  activity: 0,
  ledger: 1,
  auth: 1,
  customers: 1,
  merchants: 1,
  products: 1,
  settings: 1,
  balance: 2,
  wallets: 2,
  inventory: 2,
  providers: 2,
  connect: 3,
  payments: 4,
  billing: 5,
  checkout: 6,
  orders: 6,
  webhooks: 7,
  notifications: 7,
  analytics: 7,
};
const services = Object.entries(serviceRanks);
const doorOf = (service: string) => `sandbox/services/${service}/index.ts`;

const importTable: Row[] = [
  { folder: "sdk", never: ["sandbox/*", "cli/*"], instead: "The SDK stands below the sandbox and the CLI." },
  {
    folder: "sdk/contract",
    may: ["npm:typebox", "npm:fastest-levenshtein"],
    instead: "The contract is data: it knows its schema library, and how far two names are apart.",
  },
  { folder: "sandbox", never: ["cli/*"], instead: "The sandbox stands below the CLI." },
  {
    folder: "sandbox/platform",
    may: [contract, ...outside],
    never: fastify,
    instead: "The platform knows no business word and no wire.",
  },
  { folder: "sandbox/services/*", may: [], instead: "Give the service a rank in scripts/lint/import-table.ts." },
  ...services.map(([service, rank]) => ({
    folder: `sandbox/services/${service}`,
    may: [
      contract,
      platform,
      ...outside,
      ...services.filter(([, other]) => other < rank).map(([name]) => doorOf(name)),
    ],
    never: fastify,
    instead: "A service calls the platform, the contract and the `index.ts` of services of lower rank.",
  })),
  {
    folder: "sandbox/gateway",
    may: [contract, platform, doorOf("auth"), ...outside],
    instead: "The gateway knows operations; of the services it calls `services/auth/index.ts` only.",
  },
  {
    folder: "sandbox/surfaces/*",
    may: [contract, "sandbox/gateway/*", ...vocabulary, ...outside],
    instead: "A surface turns its wire into an operation and hands it to the gateway.",
  },
  {
    folder: "sandbox/surfaces/stripe",
    may: [contract, "sdk/webhooks/*", "sandbox/gateway/*", ...vocabulary, ...outside],
    instead: "A surface turns its wire into an operation and hands it to the gateway.",
  },
  {
    folder: "sandbox/dispatch",
    may: [contract, "sdk/webhooks/*", platform, "sandbox/services/*/index.ts", ...outside],
    never: fastify,
    instead: "The dispatcher reads the outbox and calls the `index.ts` of services.",
  },
  { folder: "cli", never: ["sandbox/*"], instead: "Only `packages/cli/src/sandbox/` knows the sandbox package." },
  { folder: "cli/sandbox", instead: "" },
  {
    folder: "cli/commands",
    never: ["sandbox/*", "cli/sandbox/*", "cli/tui/*"],
    instead: "A command calls an action and prints its result.",
  },
];

/** Says what is wrong when `importer`, a path in the repository, imports `specifier`; `undefined` when nothing is. */
export function findImportFault(importer: string, specifier: string): string | undefined {
  const from = nameOf(importer);
  const target = targetOf(importer, specifier);
  // Scripts and benchmarks belong to no package and may look into any.
  const isPackaged = /^(?:packages|examples)\//.test(importer);
  if (isPackaged && specifier.startsWith(".") && packageOf(target) !== packageOf(from)) {
    return `${specifier} leaves the package. Import another package by its name.`;
  }
  const row = importTable
    .filter(({ folder }) => isBelow(folder, from))
    .toSorted(byDepth)
    .at(0);
  if (!row || isBelow(sameDepth(from, row.folder), target)) return undefined;
  const allowed = row.may?.some((pattern) => matches(pattern, target)) ?? true;
  const banned = row.never?.some((pattern) => matches(pattern, target)) ?? false;
  return allowed && !banned ? undefined : `${row.folder} may not import ${target}. ${row.instead}`;
}

function targetOf(importer: string, specifier: string): string {
  if (specifier.startsWith(".")) return nameOf(posix.join(posix.dirname(importer), specifier));
  if (specifier.startsWith("node:")) return specifier;
  const own = /^@micro\/([^/]+)\/?(.*)$/.exec(specifier);
  // A door is a folder's index or, like `testing`, a file: both match the folder's pattern.
  return own ? [own[1], own[2], "index.ts"].filter(Boolean).join("/") : `npm:${specifier}`;
}

const nameOf = (path: string) => path.replace(/^packages\/([^/]+)\/(?:src\/)?/, "$1/");
const packageOf = (name: string) => /^(?:examples\/)?[^/]+/.exec(name)?.[0];
const byDepth = (a: Row, b: Row) => b.folder.length - a.folder.length;
const sameDepth = (name: string, folder: string) => name.split("/").slice(0, folder.split("/").length).join("/");
const isBelow = (folder: string, name: string) => matches(`${folder}/*`, name);

function matches(pattern: string, target: string): boolean {
  const source = pattern
    .replace(/\*$/, "\0")
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^/]+")
    .replace("\0", ".*");
  return new RegExp(`^${source}${pattern.startsWith("npm:") ? "(?:/.*)?" : ""}$`).test(target);
}
