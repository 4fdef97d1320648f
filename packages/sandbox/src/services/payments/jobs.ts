/** The kinds of the jobs that move payments on when their time has come; each is about one resource. */
export const settlePaymentJob = "payment_intent.settle";
export const expireAuthorizationJob = "payment_intent.expire";
export const settleRefundJob = "refund.settle";
export const openDisputeJob = "dispute.open";
export const decideDisputeJob = "dispute.decide";
export const expireDisputeJob = "dispute.expire";
