import { loadStripe } from "@stripe/stripe-js";

const { searchParams } = new URL(location.href);

/** What a page of the shop is told by its URL: the publishable key, and the client secret of what is to be paid. */
export const stripePromise = loadStripe(searchParams.get("key") ?? "");
export const clientSecret = searchParams.get("secret") ?? "";
