import { BlockList, isIP, isIPv4, isIPv6 } from "node:net";

import { onFirstUse } from "../platform/on-first-use.ts";

/** Where the sandbox may send. */
export type EgressMode = "loopback" | "public";

/** Decides on addresses, however they are written. */
export interface AddressPolicy {
  /** Names the rule, for messages. */
  readonly name: string;
  isAllowed(address: string): boolean;
}

/** Why nothing may be sent to an address, by this policy. */
export const notAllowed = (address: string, { name }: AddressPolicy): string =>
  `The address ${address} is not one that the sandbox may send to (${name}).`;

const ownAddresses = ["127.0.0.1", "::1"];

/**
 * Why nothing may be sent to a URL's host, where the host says so by itself: by an address, or as `localhost`, which is this
 * machine by definition (RFC 6761, section 6.3). Of any other name nobody knows before it is looked up.
 */
export function refusalOf(hostname: string, policy: AddressPolicy): string | undefined {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return policy.isAllowed(host) ? undefined : notAllowed(host, policy);
  const isOwn = /^localhost\.?$/.test(host);
  return isOwn && !ownAddresses.some((address) => policy.isAllowed(address)) ? notAllowed(host, policy) : undefined;
}

const loopback = onFirstUse(() => listOf(["127.0.0.0/8", "::1"]));

/** Addresses that are not on the public internet (the IANA special-purpose registries of IPv4 and IPv6). */
const reserved = onFirstUse(() =>
  listOf([
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "::ffff:0:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
  ]),
);

/**
 * Makes the rule of a mode, with ranges that are allowed besides (`10.1.0.0/16`, `fd00::/8`, or single addresses). Throws a
 * `RangeError` for a range that is none.
 */
export function createAddressPolicy(mode: EgressMode, allow: readonly string[] = []): AddressPolicy {
  const allowed = listOf(allow);
  return {
    name: allow.length === 0 ? `${mode} only` : `${mode} and ${allow.join(", ")} only`,
    isAllowed: (written) => {
      const address = unmapped(written);
      if (isIP(address) === 0) return false;
      const family = isIPv4(address) ? "ipv4" : "ipv6";
      if (allowed.check(address, family)) return true;
      return mode === "loopback" ? loopback().check(address, family) : !reserved().check(address, family);
    },
  };
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) addRange(list, range);
  return list;
}

function addRange(list: BlockList, range: string): void {
  const [net = "", prefix, ...more] = range.split("/");
  const bitsMax = isIPv4(net) ? 32 : 128;
  const bits = prefix === undefined ? bitsMax : Number(prefix);
  const isRange =
    isIP(net) !== 0 && !net.includes("%") && more.length === 0 && /^\d{1,3}$/.test(prefix ?? "0") && bits <= bitsMax;
  if (!isRange) throw new RangeError(`'${range}' is not a range of addresses, such as 10.0.0.0/8 or fd00::/8.`);
  list.addSubnet(net, bits, isIPv4(net) ? "ipv4" : "ipv6");
}

/** An IPv4 address inside an IPv6 one (RFC 4291, section 2.5.5.2) is judged as what it is: that is where it leads. */
function unmapped(written: string): string {
  const [address = ""] = written.split("%");
  if (!isIPv6(address)) return address;
  const { hostname } = new URL(`http://[${address}]`);
  const [, high, low] = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(hostname) ?? [];
  if (high === undefined || low === undefined) return address;
  const bytes = [high, low].flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 255]);
  return bytes.join(".");
}
