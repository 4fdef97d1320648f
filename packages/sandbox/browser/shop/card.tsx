// A shop's checkout with a card's Element, as React applications had it before the Payment Element.
import { CardElement, Elements, useElements, useStripe } from "@stripe/react-stripe-js";
import { useState } from "react";
import { createRoot } from "react-dom/client";

import { clientSecret, stripePromise } from "./settings.ts";

function Checkout() {
  const stripe = useStripe();
  const elements = useElements();
  const [outcome, setOutcome] = useState<string>();

  const pay = async () => {
    const card = elements?.getElement(CardElement);
    if (!stripe || !card) return;
    const { error, paymentIntent } = await stripe.confirmCardPayment(clientSecret, { payment_method: { card } });
    setOutcome(error?.message ?? paymentIntent?.status);
  };
  return (
    <>
      <CardElement onReady={() => (document.title = "ready")} />
      <button onClick={() => void pay()}>Pay</button>
      <output>{outcome}</output>
    </>
  );
}

const root = document.querySelector("#root");
if (root) {
  createRoot(root).render(
    <Elements stripe={stripePromise}>
      <Checkout />
    </Elements>,
  );
}
