import type { FastifyRequest } from "fastify";

import { readCookie } from "./cookie.ts";

/** Browsers send a cookie to every port of a host: each sandbox there has a name of its own. */
const nameAt = ({ port }: FastifyRequest) => `micro_pages_${port}`;

/** The cookie of a browser that was let in. It opens pages, and never the API. */
export const readPageCookie = (request: FastifyRequest): string | undefined =>
  readCookie(request.headers.cookie, nameAt(request));

/** The header that gives a browser its cookie. */
export const writePageCookie = (request: FastifyRequest, secret: string): string =>
  `${nameAt(request)}=${secret}; Path=/; HttpOnly; SameSite=Strict`;
