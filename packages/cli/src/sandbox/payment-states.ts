/** Every status with every command: the statuses it may lead to, by how the command ends; `null` where it is refused. */
export type PaymentStates = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>> | null>>>>;

/** The very table that the sandbox decides by. */
export async function loadPaymentStates(): Promise<PaymentStates> {
  const { paymentIntentTransitions } = await import("@micro/sandbox/states");
  return paymentIntentTransitions;
}
