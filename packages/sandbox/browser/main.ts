import { createStripe, type StripeOptions } from "./stripe.ts";

/** Where the sandbox answers, as the page came to it: filled in when the script is served. */
const sandboxUrl = "micro:sandbox-url";

/** What a page calls, with or without `new`. */
function Stripe(publishableKey: unknown, options: StripeOptions = {}) {
  return createStripe(sandboxUrl, publishableKey, options);
}
/** The release of Stripe.js that is imitated: `@stripe/stripe-js` warns about any other than its own. */
Stripe.version = "endive";

Object.assign(window, { Stripe });
