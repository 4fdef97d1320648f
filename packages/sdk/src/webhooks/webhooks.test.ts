import { createHmac } from "node:crypto";

import * as fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";

import * as door from "./index.ts";
import { sign, signAsStripe, verify, WebhookVerificationError } from "./index.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const otherSecret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const payload = '{"id":"evt_1","type":"payment.created","data":{"object":{"amount":2000}}}';
const now = 1_700_000_000;
const headers = () => sign({ secret, id: "evt_1", timestamp: now, payload });

function reasonOf(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.reason;
    throw error;
  }
  return "accepted";
}

test("the door shows these names", () => {
  expect(Object.keys(door).toSorted()).toMatchInlineSnapshot(`
    [
      "WebhookVerificationError",
      "sign",
      "signAsStripe",
      "verify",
    ]
  `);
});

describe("against what others wrote", () => {
  const vector = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, payload: '{"test": 2432232314}' };
  const pair = "6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
  const publicKey = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
  const bySecret = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  const byKeyPair = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

  test.each([
    ["with a shared secret", secret, secret, bySecret],
    ["with a key pair", `whsk_${pair}`, publicKey, byKeyPair],
  ])("the published vector %s is signed and accepted to the letter", (_, signing, verifying, signature) => {
    const signed = sign({ secret: signing, ...vector });
    expect(signed["webhook-signature"]).toBe(signature);
    for (const key of [signing, verifying]) {
      expect(verify(vector.payload, signed, key, { now: vector.timestamp })).toEqual({ test: 2_432_232_314 });
    }
  });

  test("both published vectors in one header are accepted by either key, and none by another's", () => {
    const both = sign({ secret: [secret, `whsk_${pair}`], ...vector });
    expect(both["webhook-signature"]).toBe(`${bySecret} ${byKeyPair}`);
    const reasonBy = (key: string) => reasonOf(() => verify(vector.payload, both, key, { now: vector.timestamp }));
    expect([secret, publicKey].map(reasonBy)).toEqual(["accepted", "accepted"]);
    const others = [otherSecret, `whpk_${Buffer.alloc(32, 9).toString("base64")}`];
    expect(others.map(reasonBy)).toEqual(["signature_mismatch", "signature_mismatch"]);
  });

  test("the official package accepts what is signed here", () => {
    const timestamp = Math.floor(Date.now() / 1000);
    const signed = sign({ secret, id: "evt_1", timestamp, payload });
    expect(new Webhook(secret).verify(payload, signed)).toEqual(JSON.parse(payload));
  });

  test("what the official package signs is accepted here, whatever the payload and id", () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.stringMatching(/^[\w-]{1,40}$/),
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        (body, id, key) => {
          const word = `whsec_${Buffer.from(key).toString("base64")}`;
          const signature = new Webhook(word).sign(id, new Date(now * 1000), body);
          expect(sign({ secret: word, id, timestamp: now, payload: body })["webhook-signature"]).toBe(signature);
          const received = { "webhook-id": id, "webhook-timestamp": String(now), "webhook-signature": signature };
          expect(verify(Buffer.from(body), received, word, { now })).toEqual(JSON.parse(body));
        },
      ),
    );
  });
});

describe("a webhook is accepted", () => {
  test("with the headers of fetch, in any case, and as Node gives repeated ones", () => {
    const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = headers();
    const shouted = { "Webhook-Id": id, "Webhook-Timestamp": timestamp, "WEBHOOK-SIGNATURE": [signature] };
    expect(verify(payload, new Headers(headers()), secret, { now }).id).toBe("evt_1");
    expect(verify(payload, shouted, secret, { now }).id).toBe("evt_1");
  });

  test("as bytes, which need not be text that stays the same when it is decoded", () => {
    const bytes = new TextEncoder().encode('{"name":"Zoë 🦓"}');
    const signed = sign({ secret, id: "evt_2", timestamp: now, payload: bytes });
    expect(verify(bytes, signed, secret, { now })).toEqual({ name: "Zoë 🦓" });
  });

  test("as Stripe signs, also with spaces between the parts of the header", () => {
    const { "stripe-signature": parts } = signAsStripe({ secret, timestamp: now, payload });
    expect(verify(payload, { "stripe-signature": parts.replaceAll(",", ", ") }, secret, { now }).id).toBe("evt_1");
  });

  test("as the buffer that `arrayBuffer()` of a request gives", () => {
    const { buffer } = new TextEncoder().encode(payload);
    expect(verify(buffer, headers(), secret, { now }).id).toBe("evt_1");
    expect(verify(buffer, signAsStripe({ secret, timestamp: now, payload }), secret, { now }).id).toBe("evt_1");
  });

  test("when any of several signatures fits any of several secrets, versions that are not known left aside", () => {
    const rolled = sign({ secret: [otherSecret, secret], id: "evt_1", timestamp: now, payload });
    rolled["webhook-signature"] = `v1a,abc ${rolled["webhook-signature"]}`;
    expect(verify(payload, rolled, secret, { now }).id).toBe("evt_1");
    expect(verify(payload, headers(), [otherSecret, secret], { now }).id).toBe("evt_1");
    expect(new Webhook(secret).sign("evt_1", new Date(now * 1000), payload)).toBe(
      rolled["webhook-signature"].split(" ")[2],
    );
  });

  test.each([{ now: Number.NaN }, { now, toleranceSeconds: Number.NaN }, { now, toleranceSeconds: -1 }])(
    "an age that cannot be judged lets nothing pass: %o",
    (options) => expect(() => verify(payload, headers(), secret, options)).toThrow(RangeError),
  );

  test("up to the last second of the tolerance, on both sides", () => {
    expect(reasonOf(() => verify(payload, headers(), secret, { now: now + 300 }))).toBe("accepted");
    expect(reasonOf(() => verify(payload, headers(), secret, { now: now - 300 }))).toBe("accepted");
    expect(reasonOf(() => verify(payload, headers(), secret, { now: now + 60, toleranceSeconds: 60 }))).toBe(
      "accepted",
    );
  });
});

describe("a scheme takes only secrets of its own kind", () => {
  const seed = "6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
  const privateKey = `whsk_${seed}`;
  const publicKey = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
  const [mismatch, malformed, missing] = ["signature_mismatch", "secret_malformed", "secret_missing"];

  /** What anybody can make of a text, whatever it was meant for. */
  const hmacs = (text: string) => {
    const keys = [text, text.slice(5), Buffer.from(text.slice(5), "base64")];
    return keys.map((key) => ({ key, base64: hmacOf(key, `evt_1.${now}.${payload}`).digest("base64") }));
  };
  const hmacOf = (key: string | Buffer, content: string) => createHmac("sha256", key).update(content);
  const v1 = (text: string) => ({
    "webhook-id": "evt_1",
    "webhook-timestamp": String(now),
    "webhook-signature": hmacs(text)
      .flatMap(({ base64 }) => [`v1,${base64}`, `v1a,${base64}`])
      .join(" "),
  });
  const stripe = (text: string) => ({
    "stripe-signature": [
      `t=${now}`,
      ...hmacs(text).map(({ key }) => `v1=${hmacOf(key, `${now}.${payload}`).digest("hex")}`),
    ].join(","),
  });

  test.for([
    ["a shared secret, v1", () => sign({ secret, id: "evt_1", timestamp: now, payload }), secret, "accepted"],
    ["a shared secret, Stripe", () => signAsStripe({ secret, timestamp: now, payload }), secret, "accepted"],
    [
      "a shared secret, v1a",
      () => sign({ secret: privateKey, id: "evt_1", timestamp: now, payload }),
      secret,
      mismatch,
    ],
    [
      "a public key, v1a",
      () => sign({ secret: privateKey, id: "evt_1", timestamp: now, payload }),
      publicKey,
      "accepted",
    ],
    [
      "a private key, v1a",
      () => sign({ secret: privateKey, id: "evt_1", timestamp: now, payload }),
      privateKey,
      "accepted",
    ],
    ["a public key, v1 by its text or bytes", () => v1(publicKey), publicKey, mismatch],
    ["a private key, v1 by the public text or bytes", () => v1(publicKey), privateKey, mismatch],
    ["a private key, v1 by its text or bytes", () => v1(privateKey), privateKey, mismatch],
    ["a public key, Stripe by its text or bytes", () => stripe(publicKey), publicKey, malformed],
    ["a public key with a space before, Stripe by its text", () => stripe(` ${publicKey}`), ` ${publicKey}`, malformed],
    [
      "a public key in capitals, Stripe by its text",
      () => stripe(publicKey.toUpperCase()),
      publicKey.toUpperCase(),
      malformed,
    ],
    ["a private key, Stripe by its text or bytes", () => stripe(privateKey), privateKey, malformed],
    ["no text at all, Stripe", () => stripe(""), "", malformed],
    ["nothing but the prefix, Stripe", () => stripe("whsec_"), "whsec_", malformed],
    ["nothing but the prefix, v1", () => v1("whsec_"), "whsec_", malformed],
    ["only keys of key pairs, Stripe", () => stripe(publicKey), [publicKey, privateKey], malformed],
    [
      "a public key beside a shared secret, Stripe by the public text",
      () => stripe(publicKey),
      [publicKey, secret],
      mismatch,
    ],
    [
      "a public key beside a shared secret, Stripe by the secret",
      () => signAsStripe({ secret, timestamp: now, payload }),
      [publicKey, secret],
      "accepted",
    ],
    ["a public key beside a shared secret, v1 by the public text", () => v1(publicKey), [publicKey, secret], mismatch],
    ["a public key beside a shared secret, v1 by the secret", () => headers(), [publicKey, secret], "accepted"],
    ["a public key, both headers", () => ({ ...stripe(publicKey), ...v1(publicKey) }), publicKey, mismatch],
    ["no secrets, Stripe", () => stripe(publicKey), [], missing],
  ] as const)("%s", ([, received, by, reason]) => {
    expect(reasonOf(() => verify(payload, received(), by, { now }))).toBe(reason);
  });

  test.each([publicKey, privateKey, "", "whsec_"])("and nothing is signed as Stripe does with '%s'", (key) => {
    for (const used of [key, [secret, key]]) {
      expect(reasonOf(() => signAsStripe({ secret: used, timestamp: now, payload }))).toBe(malformed);
    }
  });
});

describe("a webhook is refused", () => {
  test.for<[string, () => unknown]>([
    ["timestamp_too_old", () => verify(payload, headers(), secret, { now: now + 301 })],
    ["timestamp_too_new", () => verify(payload, headers(), secret, { now: now - 301 })],
    ["timestamp_too_old", () => verify(payload, headers(), secret)],
    ["signature_mismatch", () => verify(payload.replace("2000", "9000"), headers(), secret, { now })],
    ["signature_mismatch", () => verify(payload, headers(), otherSecret, { now })],
    ["secret_missing", () => verify(payload, headers(), [], { now })],
    ["signature_mismatch", () => verify(payload, { ...headers(), "webhook-id": "evt_2" }, secret, { now })],
    [
      "signature_mismatch",
      () => verify(payload, { ...headers(), "webhook-timestamp": String(now + 1) }, secret, { now }),
    ],
    ["signature_mismatch", () => verify(payload, { ...headers(), "webhook-signature": "v1," }, secret, { now })],
    ["missing_header", () => verify(payload, {}, secret, { now })],
    ["missing_header", () => verify(payload, new Headers(), secret, { now })],
    ["missing_header", () => verify(payload, { ...headers(), "webhook-id": "" }, secret, { now })],
    ["malformed_header", () => verify(payload, { ...headers(), "webhook-id": ["a", "b"] }, secret, { now })],
    ["malformed_header", () => verify(payload, { ...headers(), "webhook-timestamp": "1e9" }, secret, { now })],
    ["malformed_header", () => verify(payload, { ...headers(), "webhook-signature": "v2,abc" }, secret, { now })],
    ["secret_malformed", () => verify(payload, headers(), "whsec_not base64", { now })],
    ["secret_malformed", () => verify(payload, headers(), "", { now })],
    ["secret_malformed", () => sign({ secret: "whsec_c2hvcnQ=", id: "evt_1", timestamp: now, payload })],
    ["payload_malformed", () => verify("{", sign({ secret, id: "e", timestamp: now, payload: "{" }), secret, { now })],
  ])("for %s", ([reason, act]) => {
    expect(reasonOf(act)).toBe(reason);
  });

  test.each([
    ["parsed to an object", JSON.parse(payload)],
    ["not there", undefined],
    ["null", null],
    ["still a promise", Promise.resolve(payload)],
    ["parsed to a number", 5],
  ])("with advice when the body is %s", (_, body) => {
    for (const signed of [headers(), signAsStripe({ secret, timestamp: now, payload })]) {
      const act = () => verify(body as never, signed, secret, { now });
      expect(reasonOf(act)).toBe("payload_parsed");
      expect(act).toThrow("before anything parses it");
    }
  });

  test.each([[undefined], [null], [[]], [[secret, undefined]]])(
    "with advice when the secret is %j, of a setting that is not there",
    (missing) => {
      const act = () => verify(payload, headers(), missing as never, { now });
      expect(reasonOf(act)).toBe("secret_missing");
      expect(act).toThrow("see that the setting that holds `whsec_…` is there");
      expect(reasonOf(() => sign({ secret: missing as never, id: "e", timestamp: now, payload }))).toBe(
        "secret_missing",
      );
    },
  );

  test("with advice when the headers are not there", () => {
    expect(() => verify(payload, undefined as never, secret, { now })).toThrow("The second argument is the headers");
  });

  test.each([[{ tolerance: 60 }], [300], [{ now: new Date() }]])("for the options %j, which are none", (options) => {
    expect(() => verify(payload, headers(), secret, options as object)).toThrow(TypeError);
  });

  test("for a time in milliseconds, and says so", () => {
    expect(() => verify(payload, headers(), secret, { now: now * 1000 })).toThrow("not milliseconds");
  });

  test("after any change to any of its bytes", () => {
    const bytes = new TextEncoder().encode(payload);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const tampered = bytes.with(index, (bytes[index] ?? 0) ^ change);
        expect(reasonOf(() => verify(tampered, headers(), secret, { now }))).toBe("signature_mismatch");
      }),
    );
  });

  test("before it is signed when the timestamp is not whole seconds", () => {
    expect(() => sign({ secret, id: "evt_1", timestamp: 1.5, payload })).toThrow(RangeError);
  });
});
