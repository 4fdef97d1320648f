/** How long to wait before the second attempt at a forward, the third, and so on. */
export const retryDelaysMs = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000] as const;

/** When to try again after the attempt of this number (from 1) has failed; `undefined` when that was the last one. */
export const retryDelayMs = (attempt: number): number | undefined => retryDelaysMs[attempt - 1];
