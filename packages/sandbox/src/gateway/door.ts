import type { FastifyRequest } from "fastify";

import type { Preparation } from "../platform/context.ts";
import { DomainError } from "../platform/errors.ts";
import { findVisitor } from "../services/auth/index.ts";
import type { Admit } from "./admission.ts";
import { anyKey } from "./authenticate.ts";
import { readPageCookie } from "./page-cookie.ts";

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
    const { authorization, "x-api-key": apiKey } = request.headers;
    if (config.kind !== "page" || authorization !== undefined || apiKey !== undefined) {
      // What a publishable key may do is for the operation to say: pages are none.
      await admit(request, (config.kind ?? "api") === "api" ? anyKey : { access: "any" });
      return;
    }
    const cookie = readPageCookie(request);
    const visitor = cookie && (await findVisitor({ db, platform, now: platform.clock.seconds() }, cookie));
    if (!visitor) throw new DomainError("page_session_missing");
  };
}
