// A shop's page without a framework: what it can do with `stripe` is done by whoever drives the browser.
import { loadStripe } from "@stripe/stripe-js";

const key = new URL(location.href).searchParams.get("key") ?? "";
Object.assign(window, { stripe: await loadStripe(key) });
document.title = "ready";
