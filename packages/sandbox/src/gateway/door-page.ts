import { html } from "@remix-run/html-template";
import type { FastifyReply } from "fastify";

import { sendPage } from "./page.ts";

/** Where the door's page, its script and what they call are. */
export const doorPaths = { page: "/pages/open", script: "/pages/open.js", session: "/pages/session" };

/** Sends the page that takes a token out of the fragment; a browser without one is told what to do. */
export function sendDoor(reply: FastifyReply, status = 200): FastifyReply {
  const body = html`<h1>This browser was not let in</h1>
    <p>This page is for whoever has a key of the sandbox. Where that is, type:</p>
    <pre>micro open dashboard</pre>
    <p>Then load this page again.</p>
    <p class="error" role="alert" id="problem" hidden></p>`;
  return sendPage(reply, "Not let in", body, { status, script: doorPaths.script });
}

/**
 * The script of the door. The token leaves the address first. Who comes from another site brings no SameSite=Strict cookie
 * along: if there is one, the page is asked for again from here.
 */
export const doorScript = `
const asked = new URLSearchParams(location.hash.slice(1));
const token = asked.get("token");
const target = new URL(asked.get("to") ?? location.pathname + location.search, location.origin);
const goOn = () => {
  if (target.origin === location.origin) location.replace(target.pathname + target.search);
};
const say = (text) => {
  const problem = document.getElementById("problem");
  problem.textContent = text;
  problem.hidden = false;
};
if (token !== null) {
  history.replaceState(null, "", location.pathname + location.search);
  const headers = { "content-type": "application/json" };
  fetch("${doorPaths.session}", { method: "POST", headers, body: JSON.stringify({ token }) }).then(
    async (answer) => (answer.ok ? goOn() : say((await answer.json()).error.message)),
    () => say("The sandbox does not answer."),
  );
} else if (!document.referrer.startsWith(location.origin + "/")) {
  fetch("${doorPaths.session}").then((answer) => answer.ok && goOn(), () => {});
}
`;
