// A shop's page without a framework: what it can do with `stripe` is done by whoever drives the browser.
import { stripePromise } from "./settings.ts";

Object.assign(window, { stripe: await stripePromise });
document.title = "ready";
