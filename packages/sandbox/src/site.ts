import type { IncomingMessage, RequestListener } from "node:http";

import type { FastifyInstance } from "fastify";

import type { Admit } from "./gateway/admission.ts";
import { createApp, type Entrance } from "./gateway/app.ts";
import type { Invoke } from "./gateway/invoke.ts";
import type { Metrics } from "./gateway/metrics.ts";
import { mountApi } from "./surfaces/api/index.ts";
import { mountControl } from "./surfaces/control/index.ts";
import { mountDashboard } from "./surfaces/dashboard/index.ts";
import { mountHosted } from "./surfaces/hosted/index.ts";
import { mountPages } from "./surfaces/pages/index.ts";
import { mountEventSource, type EventSources } from "./surfaces/realtime/index.ts";
import { mountStripe, type StripeCli, type Version } from "./surfaces/stripe/index.ts";
import { mountStripeJs } from "./surfaces/stripe-js/index.ts";

/** What one sandbox answers its requests with. */
export interface Site extends Entrance {
  invoke: Invoke;
  admit: Admit;
  renderMetrics: Metrics["render"];
  stripeCli: StripeCli;
  stripeVersion: Version;
  eventSources: EventSources;
}

const site = Symbol("site");
type OwnRequest = IncomingMessage & { [site]: Site };
// Only what `serveSite` has marked gets as far as a route.
const siteOf = (request: IncomingMessage): Site => (request as OwnRequest)[site];

let routes: Promise<FastifyInstance> | undefined;

/** Has the surfaces' routes answer for a site. All sandboxes of a process share the routes, which take long to make. */
export async function serveSite(own: Site): Promise<RequestListener> {
  const app = await (routes ??= mountAll());
  return (request, response) => {
    (request as OwnRequest)[site] = own;
    app.routing(request, response);
  };
}

async function mountAll(): Promise<FastifyInstance> {
  const app = createApp(siteOf);
  mountApi(app, siteOf);
  mountHosted(app, siteOf);
  mountControl(app, siteOf);
  mountPages(app, siteOf);
  mountDashboard(app, siteOf);
  mountStripe(app, siteOf);
  mountStripeJs(app);
  mountEventSource(app, siteOf);
  await app.ready();
  return app;
}
