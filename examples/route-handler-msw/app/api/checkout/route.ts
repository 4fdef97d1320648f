/** A route handler as Next.js calls it. The host is hard-wired, as it is in many a client. */
const api = "https://api.payments.example/v1";

/** Takes an order, and answers with what its page needs to go on. */
export async function POST(request: Request): Promise<Response> {
  const { amount } = (await request.json()) as { amount: number };
  const answer = await fetch(`${api}/payments/payment_intents`, {
    method: "POST",
    headers: { authorization: `Bearer ${process.env["PAYMENTS_API_KEY"]}`, "content-type": "application/json" },
    body: JSON.stringify({ amount, currency: "usd", payment_method: "pm_card_visa", confirm: true }),
  });
  if (!answer.ok) return Response.json({ error: "The payment was not taken." }, { status: 502 });
  const { id, status } = (await answer.json()) as { id: string; status: string };
  return Response.json({ id, status }, { status: 201 });
}
