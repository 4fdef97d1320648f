/** Where the page has Stripe.js from, and the key that it may know. */
export interface PageSettings {
  publishableKey: string;
  /** Stripe's own by default. */
  scriptUrl?: string;
}

/** A page that collects a card and pays an intent, as Stripe's own guide has it. Nothing in it knows of a sandbox. */
export const paymentPage = ({ publishableKey, scriptUrl = "https://js.stripe.com/endive/stripe.js" }: PageSettings) =>
  `<!doctype html>
<html lang="en">
  <title>T-shirt</title>
  <script src="${scriptUrl}"></script>
  <form id="form">
    <div id="payment-element"></div>
    <button>Pay $19.99</button>
    <p id="message" role="alert"></p>
  </form>
  <script type="module">
    const stripe = Stripe("${publishableKey}");
    const answer = await fetch("/create-payment-intent", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ amount: 1999 }),
    });
    const { clientSecret } = await answer.json();
    const elements = stripe.elements({ clientSecret });
    elements.create("payment").mount("#payment-element");

    document.querySelector("#form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const { error } = await stripe.confirmPayment({
        elements,
        confirmParams: { return_url: location.origin + "/success" },
      });
      document.querySelector("#message").textContent = error.message;
    });
  </script>
</html>`;
