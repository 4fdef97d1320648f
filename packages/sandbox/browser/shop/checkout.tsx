// A shop's checkout as React applications have it, with the official packages alone.
import { Elements, PaymentElement, useElements, useStripe } from "@stripe/react-stripe-js";
import { StrictMode, useState, type SubmitEvent } from "react";
import { createRoot } from "react-dom/client";

import { clientSecret, stripePromise } from "./settings.ts";

function Checkout() {
  const stripe = useStripe();
  const elements = useElements();
  const [problem, setProblem] = useState<string>();

  const pay = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!stripe || !elements) return;
    const { error } = await stripe.confirmPayment({
      elements,
      confirmParams: { return_url: `${location.origin}/done` },
    });
    setProblem(error.message);
  };
  return (
    <form onSubmit={(event) => void pay(event)}>
      <PaymentElement onReady={() => (document.title = "ready")} />
      <button disabled={!stripe}>Pay</button>
      <p role="alert">{problem}</p>
    </form>
  );
}

const root = document.querySelector("#root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Elements
        stripe={stripePromise}
        options={{ clientSecret, appearance: { variables: { colorPrimary: "#123456" } } }}
      >
        <Checkout />
      </Elements>
    </StrictMode>,
  );
}
