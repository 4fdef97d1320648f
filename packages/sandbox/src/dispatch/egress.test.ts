import type { LookupAddress } from "node:dns";

import { describe, expect, onTestFinished, test, vi } from "vitest";

import { startReceiver } from "../../test/support/receiver.ts";
import { createAddressPolicy } from "./address-policy.ts";
import { AddressNotAllowedError, createEgress, EgressClosedError, TimeoutError, type Lookup } from "./egress.ts";

const policies = {
  loopback: createAddressPolicy("loopback"),
  public: createAddressPolicy("public"),
  /** Loopback, and two ranges besides. */
  lists: createAddressPolicy("loopback", ["10.1.0.0/16", "fd00:1::/32", "192.0.2.7"]),
};
type Mode = keyof typeof policies;

/** Addresses by the modes that allow them. */
const table: Record<string, readonly Mode[]> = {};
const all = (modes: readonly Mode[], addresses: string) => {
  for (const address of addresses.trim().split(/\s+/)) table[address] = modes;
};

// Loopback, however it is written.
all(["loopback", "lists"], "127.0.0.1 127.0.0.2 127.1.2.3 127.255.255.254 ::1 0:0:0:0:0:0:0:1 ::ffff:127.0.0.1");
all(["loopback", "lists"], "::ffff:7f00:1 ::FFFF:127.0.0.53 0:0:0:0:0:ffff:127.0.0.1 ::ffff:7fff:ffff");
// This machine without a name, and IPv4 inside IPv6 in forms that no host uses.
all([], "0.0.0.0 0.1.2.3 :: ::127.0.0.1 ::10.0.0.1 ::ffff:0.0.0.0 ::ffff:0:127.0.0.1 ::ffff:0:a00:1");
// Private networks.
all([], "10.0.0.1 10.255.255.255 172.16.0.1 172.20.1.1 172.31.255.255 192.168.0.1 192.168.1.1 192.168.255.255");
all([], "::ffff:10.0.0.1 ::ffff:a00:1 ::ffff:172.16.0.1 ::ffff:192.168.1.1 ::ffff:c0a8:101");
all(["lists"], "10.1.0.1 10.1.255.255 ::ffff:10.1.2.3 192.0.2.7 fd00:1::5 fd00:1:ffff::1");
all([], "10.0.255.255 10.2.0.0 192.0.2.6 192.0.2.8 fd00:2::5 fd00::1 fc00::1 fdff:ffff::1");
// Link-local, and where clouds keep their credentials.
all([], "169.254.0.1 169.254.169.254 169.254.170.2 169.254.255.255 ::ffff:169.254.169.254 ::ffff:a9fe:a9fe");
all([], "fe80::1 fe80::a9fe:a9fe febf::1 fec0::1 feff::1 fd00:ec2::254 100.100.100.200 fe80::1%eth0");
// Shared address space, benchmarks, documentation, protocol assignments.
all([], "100.64.0.1 100.127.255.255 198.18.0.1 198.19.255.255 192.0.2.1 198.51.100.1 203.0.113.1 192.0.0.1");
all([], "192.0.0.170 192.88.99.1 192.31.196.1 192.52.193.1 192.175.48.1 2001:db8::1 3fff::1 5f00::1 100::1");
all([], "100:0:0:1::1 2620:4f:8000::1 2001::1 2001:10::1 2001:20::1 2001:1ff:ffff::1");
// Multicast, reserved, broadcast.
all([], "224.0.0.1 224.0.0.251 239.255.255.255 240.0.0.1 250.1.2.3 255.255.255.255 ff02::1 ff0e::1 ff05::2");
// NAT64 and 6to4, which lead to an IPv4 address inside.
all([], "64:ff9b::7f00:1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b::8.8.8.8 64:ff9b:1::1 64:ff9b:1:ffff::a00:1");
all([], "2002:7f00:1:: 2002:a00:1::1 2002:a9fe:a9fe::1 2002:c0a8:101::1 2002:808:808::1");
// The public internet.
all(["public"], "1.1.1.1 8.8.8.8 9.9.9.9 93.184.216.34 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 11.0.0.1");
all(["public"], "172.15.255.255 172.32.0.1 192.0.1.1 192.167.255.255 192.169.0.1 169.253.255.255 169.255.0.1");
all(["public"], "198.17.255.255 198.20.0.1 223.255.255.255 192.0.3.1 203.0.114.1 198.51.101.1 ::ffff:8.8.8.8");
all(["public"], "::ffff:808:808 2606:4700:4700::1111 2001:4860:4860::8888 2a00:1450:4001::1 2001:200::1 2003::1");
all(["public"], "2620:4f:8001::1 4000::1 fbff::1 64:ff9c::1 2001:db9::1");
// What is no address at all is never allowed.
all([], "127.1 2130706433 0x7f000001 0177.0.0.1 127.0.0.1.nip.io localhost 1.2.3 1.2.3.4.5 ::g [::1] 256.1.1.1");

const rows = Object.entries(table).map(([address, allowed]) => [address, allowed] as const);

describe("an address", () => {
  test("is judged in more than 120 cases", () => {
    expect(rows.length).toBeGreaterThanOrEqual(120);
  });

  test.each(rows)("%s is allowed in the modes %j", (address, allowed) => {
    const modes = (Object.keys(policies) as Mode[]).filter((mode) => policies[mode].isAllowed(address));
    expect(modes).toEqual(Object.keys(policies).filter((mode) => allowed.includes(mode as Mode)));
  });

  test.each(["10.0.0.0/33", "fd00::/129", "10.0.0.0/8/8", "10.0.0.0/-1", "10.0.0.0/", "localhost", "", "fe80::1%eth0"])(
    "list may not hold %j",
    (range) => {
      expect(() => createAddressPolicy("loopback", [range])).toThrow(RangeError);
    },
  );
});

function open(mode: Mode, lookup?: Lookup) {
  const egress = createEgress(policies[mode], { lookup });
  onTestFinished(() => egress.close());
  const headers = { "content-type": "application/json" };
  return (url: string) => egress.post({ url, headers, body: "{}", timeoutMs: 5000 });
}

const answering =
  (...answers: (readonly string[])[]): Lookup =>
  (_hostname, _options, callback) => {
    const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    callback(
      null,
      addresses.map((address): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };

describe("the one client that sends", () => {
  test("reaches a loopback receiver by address and by name", async () => {
    const receiver = await startReceiver();
    const post = open("loopback");
    for (const host of ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"]) {
      expect(await post(`http://${host}:${receiver.port}/hook`)).toMatchObject({ status: 200 });
    }
    expect(receiver.received.map(({ path }) => path)).toEqual(["/hook", "/hook", "/hook"]);
  });

  // Octal, decimal, hexadecimal and short forms are what a URL makes of them.
  test.each([
    ["127.0.0.1"],
    ["localhost"],
    ["[::1]"],
    ["[::ffff:127.0.0.1]"],
    ["[::ffff:7f00:1]"],
    ["[0:0:0:0:0:ffff:127.0.0.1]"],
    ["2130706433"],
    ["017700000001"],
    ["0x7f000001"],
    ["0x7f.1"],
    ["127.1"],
    ["0177.0.0.1"],
    ["0x7f.0.0.0x1"],
    ["127.0.0.1."],
    ["０x7f.1"],
    ["①②⑦.⓪.⓪.①"],
  ])("does not connect to %s in public mode", async (host) => {
    const receiver = await startReceiver();
    await expect(open("public")(`http://${host}:${receiver.port}/`)).rejects.toBeInstanceOf(AddressNotAllowedError);
    expect(receiver.received).toEqual([]);
  });

  test.each([["10.0.0.1"], ["0xa9.0xfe.0xa9.0xfe"], ["2852039166"], ["[fd00:ec2::254]"], ["0"]])(
    "does not connect to %s in loopback mode",
    async (host) => {
      await expect(open("loopback")(`http://${host}:9/`)).rejects.toBeInstanceOf(AddressNotAllowedError);
    },
  );

  test("judges what a name resolves to, whichever of its addresses it is", async () => {
    const receiver = await startReceiver();
    const to = (addresses: string[]) => open("loopback", answering(addresses))(`http://hooks.test:${receiver.port}/`);
    expect(await to(["127.0.0.1"])).toMatchObject({ status: 200 });
    for (const addresses of [["10.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["10.0.0.1", "127.0.0.1"], ["8.8.8.8"]]) {
      await expect(to(addresses)).rejects.toBeInstanceOf(AddressNotAllowedError);
    }
    await expect(to([])).rejects.toThrow("has no address");
    expect(receiver.received).toHaveLength(1);
  });

  test("looks a name up once for each connection: one that resolves differently then is judged anew", async () => {
    const receiver = await startReceiver((_, __, response) => {
      response.writeHead(200, { connection: "close" }).end();
      return undefined;
    });
    const post = open("loopback", answering(["127.0.0.1"], ["169.254.169.254"], ["127.0.0.1"]));
    const url = `http://rebinding.test:${receiver.port}/`;
    expect(await post(url)).toMatchObject({ status: 200 });
    await expect(post(url)).rejects.toThrow("169.254.169.254");
    expect(await post(url)).toMatchObject({ status: 200 });
    expect(receiver.received).toHaveLength(2);
  });

  test("does not let a proxy of the environment choose the way", async () => {
    const proxy = await startReceiver();
    const receiver = await startReceiver();
    for (const name of ["http_proxy", "HTTP_PROXY"]) vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    await open("loopback")(receiver.url);
    expect([proxy.received.length, receiver.received.length]).toEqual([0, 1]);
  });
});

test("a receiver of this process has as long for its answer as any other", async () => {
  const receive = { origin: "http://receiver.localhost", post: () => new Promise<never>(() => {}) };
  const egress = createEgress(policies.loopback, { receive });
  const request = { url: "http://receiver.localhost/hook", headers: {}, body: "{}" };
  await expect(egress.post({ ...request, timeoutMs: 20 })).rejects.toBeInstanceOf(TimeoutError);
  const late = egress.post({ ...request, timeoutMs: 60_000 });
  await Promise.all([expect(late).rejects.toBeInstanceOf(EgressClosedError), egress.close()]);
});
