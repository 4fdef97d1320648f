import { isIP } from "node:net";

import { DomainError } from "../platform/errors.ts";

/** What a guard looks at, of an HTTP request or of the handshake of a WebSocket. */
export interface GuardedRequest {
  headers: {
    host?: string | undefined;
    origin?: string | undefined;
    "sec-fetch-site"?: string | string[] | undefined;
    "sec-fetch-mode"?: string | string[] | undefined;
    "sec-fetch-dest"?: string | string[] | undefined;
  };
  /** Names and values in turn, as they came. */
  rawHeaders: readonly string[];
}

/**
 * What a route is: `control` never answers a page of another site, also not one that is allowed otherwise; a `page` may be
 * come to by a link or a redirect from anywhere; a `script` may be part of any page; the rest is the API.
 */
export type RouteKind = "api" | "control" | "page" | "script";

export interface GuardOptions {
  /** The name or address that the sandbox listens on by `--host`; null when it listens on this machine alone. */
  remoteHost: string | null;
  /** The origins of one's own front end, as a browser writes them: `http://localhost:3000`. */
  corsOrigins: readonly string[];
}

/** Throws for what a web page could have sent. Answers the allowed foreign origin, if the request came from one. */
export type Guard = (request: GuardedRequest, kind: RouteKind) => string | undefined;

const localNames = new Set(["127.0.0.1", "localhost", "[::1]"]);
const hostForm = /^(\[[0-9a-f:.]+\]|[^:/@\\?#\s,]+)(?::(\d{1,5}))?$/i;
const portMax = 65_535;

/**
 * Makes the guard: Host (against rebound names), then Origin, then Sec-Fetch-Site. Credentials come after it, so that a
 * page cannot even learn whether a key is right.
 */
export function createGuard({ remoteHost, corsOrigins }: GuardOptions): Guard {
  const allowedOrigins = new Set(corsOrigins);
  const isOurs = (name: string) => {
    if (localNames.has(name)) return true;
    if (remoteHost === null) return false;
    // No name can be rebound to a literal address: the address is the name.
    return name === remoteHost.toLowerCase() || isIP(name.replace(/^\[|\]$/g, "")) !== 0;
  };

  return ({ headers, rawHeaders }, kind) => {
    const host = headers.host ?? "";
    const [, name, port] = hostForm.exec(host) ?? [];
    const isPort = port === undefined || (Number(port) > 0 && Number(port) <= portMax);
    if (name === undefined || !isPort || countHosts(rawHeaders) > 1) throw new DomainError("host_invalid");
    if (!isOurs(name.toLowerCase())) throw new DomainError("host_forbidden");

    const { origin } = headers;
    const isAllowedOrigin = origin !== undefined && kind !== "control" && allowedOrigins.has(origin);
    if (origin !== undefined && !isAllowedOrigin && !isOwnOrigin(origin, host)) {
      throw new DomainError("origin_forbidden");
    }
    const site = headers["sec-fetch-site"];
    const isForeign = site !== undefined && site !== "same-origin" && site !== "none";
    if (isForeign && !isAllowedOrigin && !mayCross(kind, headers)) {
      throw new DomainError("origin_forbidden");
    }
    return isAllowedOrigin ? origin : undefined;
  };
}

function isOwnOrigin(origin: string, host: string): boolean {
  const url = URL.parse(origin);
  return url !== null && url.protocol === "http:" && url.host === new URL(`http://${host}`).host;
}

/** Whether another site may have the answer all the same: as something that it cannot look into. */
const mayCross = (kind: RouteKind, headers: GuardedRequest["headers"]) =>
  (kind === "page" && isNavigation(headers)) || (kind === "script" && headers["sec-fetch-dest"] === "script");

/** Somebody follows a link: the page is shown in a window of its own, and the one that linked to it sees nothing. */
const isNavigation = (headers: GuardedRequest["headers"]) =>
  headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";

function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.length === 4 && rawHeaders[index]?.toLowerCase() === "host") count++;
  }
  return count;
}
