import type { FastifyRequest } from "fastify";

import type { Preparation } from "../platform/context.ts";
import { DomainError } from "../platform/errors.ts";
import { isPageCookie } from "../services/auth/index.ts";
import type { Admit } from "./admission.ts";
import { anyKey } from "./authenticate.ts";
import { readCookie } from "./cookie.ts";

/** The cookie of a browser that was let in. It opens pages, and never the API. */
export const pageCookie = "micro_pages";

interface Parts extends Pick<Preparation, "db" | "platform"> {
  /** Whether other machines can call. */
  isRemote: boolean;
  admit: Admit;
}

/**
 * Makes what stands before everything where other machines can call: each route needs a key, or a page the cookie that a
 * one-time token was given for. Only that the sandbox answers is told to anyone.
 */
export function createDoor({ isRemote, admit, db, platform }: Parts): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const { url, config } = request.routeOptions;
    if (!isRemote || url === "/health" || config.isOpen === true) return;
    const { authorization, cookie, "x-api-key": apiKey } = request.headers;
    if (config.kind !== "page" || authorization !== undefined || apiKey !== undefined) {
      // What a publishable key may do is for the operation to say: pages are none.
      await admit(request, (config.kind ?? "api") === "api" ? anyKey : { access: "any" });
      return;
    }
    const secret = readCookie(cookie, pageCookie);
    const isIn = secret !== undefined && (await isPageCookie({ db, platform, now: platform.clock.seconds() }, secret));
    if (!isIn) throw new DomainError("page_session_missing");
  };
}
