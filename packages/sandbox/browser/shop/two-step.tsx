// A shop's checkout that collects first, and has its server create and confirm the payment.
import { Elements, PaymentElement, useElements, useStripe } from "@stripe/react-stripe-js";
import { useState, type SubmitEvent } from "react";
import { createRoot } from "react-dom/client";

import { stripePromise } from "./settings.ts";

/** What the shop's server says of the payment. */
interface Confirmed {
  status: string;
  clientSecret: string;
}

function Checkout() {
  const stripe = useStripe();
  const elements = useElements();
  const [card, setCard] = useState<string>();
  const [outcome, setOutcome] = useState<string>();

  const pay = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!stripe || !elements) return;
    const submitted = await elements.submit();
    if (submitted.error) return setOutcome(submitted.error.message);
    const { confirmationToken, error } = await stripe.createConfirmationToken({
      elements,
      params: { return_url: `${location.origin}/done` },
    });
    if (error) return setOutcome(error.message);
    setCard(confirmationToken.payment_method_preview.card?.last4);
    const answer = await fetch("/confirm", { method: "POST", body: confirmationToken.id });
    const { status, clientSecret } = (await answer.json()) as Confirmed;
    if (status !== "requires_action") return setOutcome(status);
    const handled = await stripe.handleNextAction({ clientSecret });
    setOutcome(handled.error?.message ?? handled.paymentIntent?.status);
  };
  return (
    <form onSubmit={(event) => void pay(event)}>
      <PaymentElement onReady={() => (document.title = "ready")} />
      <button disabled={!stripe}>Pay</button>
      <p>{card}</p>
      <output>{outcome}</output>
    </form>
  );
}

const root = document.querySelector("#root");
if (root) {
  createRoot(root).render(
    <Elements
      stripe={stripePromise}
      options={{ mode: "payment", amount: 2000, currency: "usd", setupFutureUsage: "off_session" }}
    >
      <Checkout />
    </Elements>,
  );
}
