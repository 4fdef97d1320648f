import type { ChargeOutcome, ErrorCode } from "@micro/sdk/contract";

/** A decline, as it is told to the caller and kept on the charge. */
export interface Declined {
  kind: "declined";
  code: ErrorCode;
  declineCode: string | null;
  message: string;
  by: "issuer" | "network" | "rule" | "us";
  advice: ChargeOutcome["advice_code"];
  /** The code of the network (ISO 8583, data element 39), where one was asked. */
  networkCode: string | null;
}

/** How an attempt with an instrument ends. */
export type AttemptOutcome =
  | { kind: "approved" }
  | Declined
  /** The payer has to authenticate; passed, the attempt goes on as said. */
  | { kind: "challenged"; passed: Exclude<AttemptOutcome, { kind: "challenged" }> }
  /** A bank debit: what comes of it is known later, or never. */
  | { kind: "processing"; settles: "approved" | "never" | { failureCode: string; message: string } }
  /** Paid out of what the customer has sent before. */
  | { kind: "from_cash_balance" };

export const approved = { kind: "approved" } as const satisfies AttemptOutcome;

/** Makes a decline; who declined, what to do and the network's code follow from the reason. */
export function declined(
  code: ErrorCode,
  declineCode: string | null,
  message: string,
  more: Partial<Pick<Declined, "by" | "advice" | "networkCode">> = {},
): Declined {
  return { kind: "declined", code, declineCode, message, by: "issuer", advice: null, networkCode: null, ...more };
}

export const genericDecline = declined("card_declined", "generic_decline", "The card was declined.", {
  advice: "try_again_later",
  networkCode: "05",
});
export const insufficientFunds = declined("card_declined", "insufficient_funds", "The card has insufficient funds.", {
  advice: "try_again_later",
  networkCode: "51",
});
/** The payer did not pass the authentication. */
export const notAuthenticated = declined(
  "payment_intent_authentication_failure",
  null,
  "The payer failed to authenticate.",
  { by: "us" },
);
/** The payer is not there to authenticate. */
export const authenticationRequired = declined(
  "authentication_required",
  "authentication_required",
  "The payment needs the payer to authenticate.",
  { networkCode: "1A" },
);
/** More payments of one customer than the risk rule allows. */
export const blockedByRule = declined("card_declined", "fraudulent", "The payment was blocked as too frequent.", {
  by: "rule",
  advice: "do_not_try_again",
});

/** What a network advises, in the merchant advice codes of Mastercard. */
const networkAdvice = { confirm_card_data: "01", try_again_later: "02", do_not_try_again: "03" } as const;

/** What a charge says about how the attempt went; a bank debit on its way has not been assessed. */
export function chargeOutcome(outcome: Exclude<AttemptOutcome, { kind: "challenged" }>): ChargeOutcome {
  const none = { advice_code: null, network_advice_code: null, network_decline_code: null, reason: null };
  if (outcome.kind !== "declined") {
    const assessed = outcome.kind === "approved";
    return {
      ...none,
      network_status: "approved_by_network",
      risk_level: assessed ? "normal" : "not_assessed",
      risk_score: assessed ? 12 : 0,
      seller_message: outcome.kind === "processing" ? "The payment was sent to the bank." : "Payment complete.",
      type: "authorized",
    };
  }
  const blocked = outcome.by === "us" && outcome.declineCode !== null;
  const codes = {
    advice_code: outcome.advice,
    network_advice_code: outcome.advice && outcome.networkCode ? networkAdvice[outcome.advice] : null,
    network_decline_code: outcome.networkCode,
  };
  switch (outcome.by) {
    case "issuer":
    case "network":
      return {
        ...codes,
        network_status: "declined_by_network",
        reason: outcome.declineCode ?? outcome.code,
        risk_level: "normal",
        risk_score: 24,
        seller_message:
          outcome.by === "issuer" ? "The issuer declined the payment." : "The network did not accept the payment.",
        type: outcome.by === "issuer" ? "issuer_declined" : "invalid",
      };
    case "rule":
      return {
        ...codes,
        network_status: "not_sent_to_network",
        reason: "rule",
        rule: "payments_per_minute",
        risk_level: "elevated",
        risk_score: 70,
        seller_message: "The payment was blocked by the rule on payments per minute.",
        type: "blocked",
      };
    case "us":
      return {
        ...codes,
        network_status: "not_sent_to_network",
        reason: blocked ? "highest_risk_level" : outcome.code,
        risk_level: blocked ? "highest" : "normal",
        risk_score: blocked ? 90 : 24,
        seller_message: blocked ? "The payment was blocked as too risky." : outcome.message,
        type: blocked ? "blocked" : "invalid",
      };
  }
}
