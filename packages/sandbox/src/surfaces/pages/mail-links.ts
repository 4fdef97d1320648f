import { html } from "@remix-run/html-template";
import type { FastifyInstance, FastifyReply } from "fastify";

import type { SiteOf } from "../../gateway/app.ts";
import { fieldOf, sendPage } from "../../gateway/page.ts";
import { callFromPage, type Caller, type Outcome } from "../../gateway/call-from-page.ts";

/**
 * Mounts the pages that the links of mails lead to. A link alone changes nothing: programs that look at mails follow links,
 * and only a person presses the button.
 */
export function mountMailPages(scope: FastifyInstance, siteOf: SiteOf<Caller>): void {
  scope.get("/auth/reset-password", { config: { kind: "page" } }, (request, reply) =>
    showReset(reply, fieldOf(request.query, "token")),
  );
  scope.post("/pages/reset-password", { config: { kind: "page" } }, async (request, reply) => {
    const token = fieldOf(request.body, "token");
    const input = { token, password: fieldOf(request.body, "password") };
    const outcome = await callFromPage(siteOf, request, "auth.reset_password", input);
    if (!outcome.ok) return showReset(reply, token, outcome);
    return sendPage(
      reply,
      "Done",
      html`<h1>The new password is set</h1>
        <p>Log in with it.</p>`,
    );
  });
  scope.get("/auth/verify-email", { config: { kind: "page" } }, (request, reply) =>
    showVerify(reply, fieldOf(request.query, "token")),
  );
  scope.post("/pages/verify-email", { config: { kind: "page" } }, async (request, reply) => {
    const token = fieldOf(request.body, "token");
    const outcome = await callFromPage(siteOf, request, "auth.verify_email", { token });
    if (!outcome.ok) return showVerify(reply, token, outcome);
    return sendPage(
      reply,
      "Done",
      html`<h1>The address is confirmed</h1>
        <p>You can close this page.</p>`,
    );
  });
}

type Failure = Extract<Outcome, { ok: false }>;

const showReset = (reply: FastifyReply, token: string, failure?: Failure) =>
  sendPage(
    reply,
    "Set a new password",
    html`<h1>Set a new password</h1>
      ${errorOf(failure)}
      <form method="post" action="/pages/reset-password">
        <input type="hidden" name="token" value="${token}" />
        <label for="password">New password</label>
        <input id="password" name="password" type="password" minlength="8" autocomplete="new-password" required />
        <button>Set password</button>
      </form>`,
    { status: failure?.status },
  );

const showVerify = (reply: FastifyReply, token: string, failure?: Failure) =>
  sendPage(
    reply,
    "Confirm your address",
    html`<h1>Confirm your address</h1>
      ${errorOf(failure)}
      <form method="post" action="/pages/verify-email">
        <input type="hidden" name="token" value="${token}" />
        <button>Confirm</button>
      </form>`,
    { status: failure?.status },
  );

const errorOf = (failure: Failure | undefined) =>
  failure === undefined ? "" : html`<p class="error" role="alert">${failure.error.message}</p>`;
