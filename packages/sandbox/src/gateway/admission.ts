import type { OperationId } from "@micro/sdk/contract";
import type { FastifyRequest } from "fastify";

import type { Preparation, Principal } from "../platform/context.ts";
import type { ApiKeyUses } from "../services/auth/index.ts";
import { authenticate, type Asked, type CredentialHeaders } from "./authenticate.ts";
import { assertWithin, createRateLimit, type Rate } from "./rate-limit.ts";

interface Caller {
  operation: OperationId;
  credentials: CredentialHeaders;
  ip?: string | undefined;
}

/** Authenticates a call, checks its access and counts it, or throws. What it learns of the caller is left in `seen`, also when it throws. */
export type Admission = (
  call: Caller,
  asked: Asked,
  now: number,
  seen: { principal: Principal | null; headers: Record<string, string> },
) => Promise<Principal | null>;

interface Parts extends Pick<Preparation, "db" | "platform"> {
  uses: ApiKeyUses;
  /** Per key, and per address for whoever has none. */
  rate: Rate | undefined;
  /** Per address, for what tries passwords, tokens and codes. */
  loginRate: Rate | undefined;
}

/** The operations by which somebody can guess a password, a token or a code. */
const guessable: ReadonlySet<OperationId> = new Set([
  "auth.login",
  "auth.register",
  "auth.refresh",
  "auth.forgot_password",
  "auth.reset_password",
  "auth.verify_email",
  "device.code",
  "page_sessions.open",
]);

/** Makes the admission of one sandbox. */
export function createAdmission({ db, platform, uses, rate, loginRate }: Parts): Admission {
  const count = createRateLimit(platform.clock, rate);
  const countLogin = createRateLimit(platform.clock, loginRate);

  return async ({ operation, credentials, ip = "" }, asked, now, seen) => {
    // Health checks are frequent and cheap, so they are not counted.
    if (operation === "sandbox.health") return null;
    let principal: Principal | null;
    try {
      principal = await authenticate({ db, platform, now }, credentials, asked, (known) => (seen.principal = known));
    } catch (cause) {
      // A wrong key counts against the address that it comes from.
      if (seen.principal === null) admit(count, ip, seen);
      else admit(count, seen.principal.credential ?? ip, seen);
      throw cause;
    }
    seen.principal = principal;
    // Who looks at pages takes nothing of what the programs of his key may ask.
    if (credentials.pageCookie !== undefined) return principal;
    if (principal?.kind === "api_key" && principal.credential !== null) uses.add(principal.credential, now);
    admit(count, principal?.credential ?? ip, seen);
    if (guessable.has(operation)) admit(countLogin, ip, seen, loginRate !== undefined);
    return principal;
  };
}

function admit(
  count: ReturnType<typeof createRateLimit>,
  caller: string,
  seen: { headers: Record<string, string> },
  announce = true,
): void {
  const standing = count(caller);
  if (announce) seen.headers = standing.headers;
  assertWithin(standing);
}

/** Throws unless a request carries credentials. For what is not an operation, such as a page. */
export type Admit = (request: Pick<FastifyRequest, "headers">, asked: Asked) => Promise<Principal | null>;

/** Makes the admission for requests that are not operations. */
export function createAdmit({ db, platform }: Pick<Preparation, "db" | "platform">): Admit {
  return async ({ headers }, asked) => {
    const apiKey = headers["x-api-key"];
    const credentials = {
      authorization: headers.authorization,
      apiKey: Array.isArray(apiKey) ? apiKey[0] : apiKey,
    };
    return authenticate({ db, platform, now: platform.clock.seconds() }, credentials, asked);
  };
}
