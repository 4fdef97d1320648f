import type { Delivery } from "../actions/listen/deliveries.ts";
import type { ListenView } from "../actions/listen/listen.ts";
import { clean } from "./clean.ts";
import { err, out } from "./colours.ts";
import { counted } from "./counted.ts";
import type { ListenFacts } from "./listen-json.ts";
import { print, say } from "./write.ts";

/** One line for each event and each delivery; everything else goes to stderr. */
export function listenText(facts: ListenFacts, now = () => new Date()): ListenView {
  const { url, forward_to: target, events, showBody = false } = facts;
  let isConnected = true;
  let isFull = false;
  const line = (text: string) => print(`${out.dim(now().toTimeString().slice(0, 8))}  ${text}`);
  return {
    ready: ({ secret, livemode }) => {
      const what = events === null ? "all events" : events.join(", ");
      say(`${err.green("Ready.")} Listening to ${what} of ${url} (${livemode ? "live" : "test"} mode).`);
      const targets = typeof target === "string" ? target : target?.join(" and ");
      if (targets !== undefined) say(`Forwarding to ${targets}, signed with ${err.bold(secret)}`);
      else say("Only showing them: --forward-to 3000/webhook would send them on.");
      say(err.dim("^C ends it."));
    },
    event: ({ type, id, isReplay }) =>
      line(`--> ${out.bold(type)}  ${out.dim(id)}${isReplay === true ? "  again" : ""}`),
    delivery: (delivery) => {
      line(`<-- ${describeDelivery(delivery, typeof target === "string" ? "" : delivery.url)}`);
      if (delivery.outcome !== "retrying") isFull = false;
      const { result } = delivery;
      if (showBody && result.answered && result.body !== "") print(bodyText(result.body));
    },
    dropped: ({ id, type }) => line(`<-- ${out.yellow("dropped on purpose")}  ${out.bold(type)}  ${out.dim(id)}`),
    disconnected: ({ reason }) => {
      if (!isConnected) return;
      isConnected = false;
      const why = reason === "" ? "" : ` (${reason.replace(/\.$/, "")})`;
      say(err.yellow(`Lost the connection${why}; trying again. If the sandbox was stopped: micro sandbox start.`));
    },
    reconnected: (now) => {
      say(err.green(`Connected again to ${now}; going on where it broke off.`));
      isConnected = true;
    },
    historyChanged: () => say(err.yellow("The sandbox was reset: going on with what happens from now.")),
    full: (openCount) => {
      if (isFull) return;
      isFull = true;
      say(err.yellow(fullText(openCount)));
    },
    ended: (undelivered) => {
      if (undelivered === 0) return;
      say(err.yellow(`${counted(undelivered, "event was", "events were")} not delivered.`));
      say(
        "micro webhooks attempts shows what came back; while micro listen runs, micro events resend --failed sends again.",
      );
    },
  };
}

/** That no more events are read for a while. */
export const fullText = (openCount: number): string =>
  `${counted(openCount, "event waits", "events wait")} for your server: no more are read until one is delivered.`;

/** That nothing listens at a target: not a failure, since events wait, unless they are sent once only. */
export const silentText = (url: string, isSentAgain: boolean): string => {
  const next = isSentAgain ? "is sent again until something does" : "is not sent again, by --no-retry";
  return err.yellow(`Nothing listens at ${url} yet. What happens meanwhile ${next}.`);
};

/** What came back for an event, from which URL where there are several. */
function describeDelivery({ event, attempt, result, outcome, retryInMs, chaos = [] }: Delivery, url: string): string {
  const paint = outcome === "delivered" ? out.green : out.red;
  const answer = paint(result.answered ? `[${result.status}]` : "[no answer]");
  const details = [
    result.answered ? `${result.latencyMs} ms` : result.message,
    ...chaos.map((word) => out.yellow(word)),
    ...(result.answered && isRedirect(result.status) ? ["a redirect, which is not followed"] : []),
    ...(outcome === "retrying" ? [out.yellow(`again in ${(retryInMs ?? 0) / 1000} s`)] : []),
    ...(outcome === "failed" ? [out.red(`given up after ${counted(attempt, "attempt")}`)] : []),
  ];
  const from = url === "" ? "" : `  ${url}`;
  return `${answer}  ${out.bold(event.type)}  ${out.dim(event.id)}${from}  ${details.join("; ")}`;
}

const bodyText = (body: string) =>
  body
    .trimEnd()
    .split(/\r?\n/)
    .map((text) => `          | ${clean(text)}`)
    .join("\n");

const isRedirect = (status: number) => status >= 300 && status < 400;
