/** The name of the screen's own requests, which it does not show. */
export const ownRequests = "micro-dev";
