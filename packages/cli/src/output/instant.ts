/** An instant as people read it, in UTC. */
export const instantText = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 19);
