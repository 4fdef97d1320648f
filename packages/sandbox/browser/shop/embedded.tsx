// A shop's page with a checkout session embedded in it.
import { EmbeddedCheckout, EmbeddedCheckoutProvider } from "@stripe/react-stripe-js";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { clientSecret, stripePromise } from "./settings.ts";

const root = document.querySelector("#root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <EmbeddedCheckoutProvider
        stripe={stripePromise}
        options={{ fetchClientSecret: async () => clientSecret, onComplete: () => (document.title = "complete") }}
      >
        <EmbeddedCheckout />
      </EmbeddedCheckoutProvider>
    </StrictMode>,
  );
  document.title = "ready";
}
