import { payloadFormats, signingSchemes } from "@micro/sdk";
import { Flags } from "@oclif/core";

const repeatable = { multiple: true, multipleNonGreedy: true } as const;

/** What the commands that create and change an endpoint take. */
export const endpointFlags = {
  events: Flags.string({ ...repeatable, helpValue: "a,b", description: "which events; payment.* means a group" }),
  description: Flags.string({ helpValue: "TEXT", description: "what it is for" }),
  headers: Flags.string({ ...repeatable, helpValue: "'K: V'", description: "sent with each delivery" }),
  ordered: Flags.boolean({ allowNo: true, description: "one delivery at a time, in the order of events" }),
  "max-concurrency": Flags.integer({ min: 1, max: 64, helpValue: "N", description: "deliveries under way at once" }),
  "rate-limit": Flags.integer({
    min: 0,
    max: 1000,
    helpValue: "N",
    description: "deliveries per second, 0 for no limit",
  }),
  timeout: Flags.integer({ min: 100, max: 30_000, helpValue: "MS", description: "how long an attempt may take" }),
  payload: Flags.option({ options: payloadFormats })({
    description: "the event, its object's id only, or a CloudEvent",
  }),
  signing: Flags.option({ options: signingSchemes })({
    description: "by a shared secret, a key pair, or as Stripe does",
  }),
};
