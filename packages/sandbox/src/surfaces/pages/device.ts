import { html } from "@remix-run/html-template";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { SiteOf } from "../../gateway/app.ts";
import { readCookie } from "../../gateway/cookie.ts";
import { fieldOf, sendPage } from "../../gateway/page.ts";
import { limits } from "../../platform/limits.ts";
import { callFromPage, type Caller, type Outcome } from "../../gateway/call-from-page.ts";

const path = "/auth/device";
const cookie = "micro_session";

interface Shown {
  userCode: string;
  email?: string;
  /** Whether somebody is logged in at this page. */
  isKnown: boolean;
  error?: string;
  offerToRegister?: boolean;
}

/** Mounts the page on which a person approves a device (RFC 8628, section 3.3). */
export function mountDevicePage(scope: FastifyInstance, siteOf: SiteOf<Caller>): void {
  scope.get(path, { config: { kind: "page" } }, (request, reply) =>
    show(reply, { userCode: fieldOf(request.query, "user_code"), isKnown: tokenOf(request) !== undefined }),
  );
  scope.post(path, { config: { kind: "page" } }, async (request, reply) => {
    const form = request.body;
    const userCode = fieldOf(form, "user_code");
    const email = fieldOf(form, "email");
    const action = fieldOf(form, "action");
    const login = await logIn(siteOf, request, action === "register");
    if (!login.ok) {
      const offerToRegister = login.error.code === "login_failed";
      return show(
        reply,
        { userCode, email, isKnown: false, error: login.error.message, offerToRegister },
        login.status,
      );
    }
    const token = String(login.body["token"]);
    // The browser sends it with forms of this very page only.
    void reply.header(
      "set-cookie",
      `${cookie}=${token}; Path=${path}; Max-Age=${limits.tokenLifetimeSeconds}; HttpOnly; SameSite=Strict`,
    );
    const decision = action === "deny" ? "deny" : "approve";
    const outcome = await callFromPage(
      siteOf,
      request,
      "device.decide",
      { user_code: userCode, decision },
      { credentials: asSession(token) },
    );
    if (!outcome.ok) return show(reply, { userCode, isKnown: true, error: outcome.error.message }, outcome.status);
    return decision === "approve"
      ? sendPage(
          reply,
          "Approved",
          html`<h1>The device is logged in</h1>
            <p>You can close this page.</p>`,
        )
      : sendPage(
          reply,
          "Denied",
          html`<h1>The device was refused</h1>
            <p>It does not get in with this code.</p>`,
        );
  });
}

const asSession = (token: string) => ({ authorization: `Bearer ${token}` });

/** Who is at the page: by its cookie, or by the email and password in the form. */
async function logIn(siteOf: SiteOf<Caller>, request: FastifyRequest, register: boolean): Promise<Outcome> {
  const known = tokenOf(request);
  if (known !== undefined) {
    const me = await callFromPage(siteOf, request, "auth.me", {}, { credentials: asSession(known) });
    if (me.ok) return { ok: true, body: { token: known } };
  }
  const credentials = { email: fieldOf(request.body, "email"), password: fieldOf(request.body, "password") };
  if (register) {
    const registered = await callFromPage(siteOf, request, "auth.register", credentials);
    if (!registered.ok) return registered;
  }
  return callFromPage(siteOf, request, "auth.login", credentials);
}

function show(reply: FastifyReply, shown: Shown, status = 200): FastifyReply {
  const { userCode, email = "", isKnown, error, offerToRegister = false } = shown;
  const body = html`<h1>Log a device in</h1>
    <p>Approve only a code that you see on your own device or terminal right now.</p>
    ${error === undefined ? "" : html`<p class="error" role="alert">${error}</p>`}
    <form method="post" action="${path}">
      <label for="user_code">Code</label>
      <input id="user_code" name="user_code" value="${userCode}" autocomplete="off" required />
      ${isKnown ? html`<p class="quiet">You are logged in at this page.</p>` : loginFields(email)}
      <button name="action" value="approve">Approve</button>
      ${offerToRegister ? html`<button name="action" value="register">Register and approve</button>` : ""}
      <button class="second" name="action" value="deny">Deny</button>
    </form>`;
  return sendPage(reply, "Log a device in", body, { status });
}

const loginFields = (email: string) =>
  html`<label for="email">Email</label>
    <input id="email" name="email" type="email" value="${email}" autocomplete="username" required />
    <label for="password">Password</label>
    <input id="password" name="password" type="password" autocomplete="current-password" required />`;

const tokenOf = ({ headers }: FastifyRequest) => readCookie(headers.cookie, cookie);
