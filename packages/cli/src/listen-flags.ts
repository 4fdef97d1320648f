import { Flags } from "@oclif/core";

import { UsageError } from "./abort.ts";

const repeatable = { multiple: true, multipleNonGreedy: true } as const;
const chaosGroup = "CHAOS (to test how your server takes it)";
const share = (description: string) =>
  Flags.custom<number>({
    helpGroup: chaosGroup,
    helpValue: "0..1",
    description,
    parse: async (text) => parseShare(text),
  })();

/** What `micro listen` takes. */
export const listenFlags = {
  "forward-to": Flags.string({
    ...repeatable,
    char: "f",
    helpValue: "URL",
    description: "URL, host and path, port (3000) or /path; 'payment.*=URL' for some events; may be repeated",
  }),
  events: Flags.string({ ...repeatable, helpValue: "a,b", description: "only these; payment.* means a group" }),
  headers: Flags.string({ ...repeatable, helpValue: "'K: V'", description: "added to each forward" }),
  "load-from-endpoints": Flags.boolean({
    description: "forward what each registered endpoint waits for, to its path at --forward-to, or to its own URL",
  }),
  ordered: Flags.boolean({ description: "forward one event after the other, in order" }),
  retry: Flags.boolean({ allowNo: true, default: true, description: "send again what failed, slower each time" }),
  "show-body": Flags.boolean({ description: "show what your server answered" }),
  "write-secret": Flags.string({ helpValue: "FILE", description: "write the signing secret into a file such as .env" }),
  "skip-verify": Flags.boolean({ description: "accept any TLS certificate of the target" }),
  "print-secret": Flags.boolean({ description: "print the signing secret and exit" }),
  format: Flags.option({ options: ["text", "json"] as const, default: "text" })({ description: "how to print" }),
  json: Flags.boolean({ description: "the same as --format json" }),
  duplicate: share("share of events that are sent twice"),
  drop: share("share of events that are not sent"),
  "corrupt-signature": share("share of attempts whose signature does not fit"),
  "stale-timestamp": share("share of attempts that are dated an hour back"),
  shuffle: Flags.integer({
    helpGroup: chaosGroup,
    min: 0,
    max: 1000,
    helpValue: "N",
    description: "mix up to N events",
  }),
  delay: Flags.integer({
    helpGroup: chaosGroup,
    min: 0,
    max: 600_000,
    helpValue: "MS",
    description: "hold each event back, up to so many milliseconds",
  }),
  seed: Flags.string({
    helpGroup: chaosGroup,
    helpValue: "TEXT",
    description: "decides what goes wrong: the same each time",
  }),
};

function parseShare(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new UsageError(`"${text}" is not a share.`, "Write a number from 0 to 1, such as 0.1 for one in ten.");
}
