/** Every bound of the sandbox, by name. Sizes in bytes, times in milliseconds, counts bare. */
export const limits = {
  bodyBytesMax: 1024 * 1024,
  headerBytesMax: 16 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 72_000,
  connectionsMax: 1000,
  /** How often late requests are looked for: a limit of time is that exact. */
  timeoutCheckMs: 1000,
  jsonDepthMax: 32,
  jsonKeysMax: 10_000,
  formArrayMax: 1000,

  /** What the headers of an unlimited key announce, by the window of the production profile. */
  rateLimitAnnounced: 1_000_000,
  rateLimitWindowSeconds: 60,
  /** Keys and addresses that are counted apart in one window; beyond, they share a count. */
  rateLimitKeysMax: 100_000,

  /** Failures of ours in a row that open the gateway's circuit, and how long it stays open. */
  gatewayFailuresMax: 5,
  gatewayOpenMs: 30_000,

  tracedSpansMax: 512,
  traceExportDelayMs: 1000,
  traceExportTimeoutMs: 5000,

  /** How many transactions share one commit at the most. */
  commitGroupMax: 128,
  /** How many writes are remembered, to be repeated when one of those that share a commit is undone; then the group ends. */
  transactionWritesMax: 2000,
  metadataKeysMax: 50,
  /** How deep `expand` goes: `a.b.c.d`. */
  expandDepthMax: 4,
  statementCacheMax: 500,
  /** For how many different values a cached statement keeps its rows; with one more, it starts over. */
  cachedAnswersMax: 1000,

  idempotencyKeyCharsMax: 255,
  idempotencyLifetimeSeconds: 24 * 3600,
  /** How many answers about the sandbox itself are kept to be told again. */
  directReplaysMax: 1000,
  snapshotsMax: 100,
  snapshotBytesMax: 1024 * 1024 * 1024,
  forksMax: 32,
  externalRequestIdCharsMax: 128,

  requestLogBatchMax: 500,
  requestLogDelayMs: 100,
  requestLogBodyCharsMax: 20_000,
  /** Entries that wait for the log's next write; more are dropped and counted. */
  requestLogQueueMax: 20_000,

  outboxPageMax: 200,
  /** Rows that are read at once where all are read. */
  scanPageMax: 1000,
  /** Differences that a reconciliation names; all are counted. */
  differencesMax: 1000,
  /** How many amounts become available in one transaction. */
  settlementBatchMax: 200,
  /** How many jobs are in hand at most; a lane with none in hand may always begin one more. */
  jobClaimMax: 256,
  /** How many jobs of one lane are in hand at most, unless the lane has a limit of its own: as many as share a commit. */
  jobLaneMax: 128,
  /** How many client secrets need not be derived again. */
  clientSecretsKeptMax: 5000,
  /** How long the queue and the dispatcher wait after a transaction of their own that failed. */
  defectRetryMs: 1000,

  /** How long time waits at an instant until nothing is left to do, where others go on calling; and for how much at least. */
  settlePatienceMs: 3000,
  settleGenerationsMin: 4,

  testClocksMax: 1000,
  /** Stripe allows three. */
  testClockCustomersMax: 1000,
  testClockLifetimeSeconds: 30 * 24 * 3600,
  /** How many jobs of one instant a test clock does in one go. */
  timelineJobsMax: 200,

  /** Rows that one step of walking or exporting a ledger reads. */
  ledgerPageMax: 1000,
  statementEntriesMax: 50_000,

  streamFrameBytesMax: 1024 * 1024,
  /** Bytes that a stream's reader may leave unread before the stream waits for it, and for how long. */
  streamBufferBytesMax: 4 * 1024 * 1024,
  streamStallMs: 5_000,
  /** Bytes that the readers of all streams may leave unread together; beyond, the slowest are given up. */
  streamsBufferBytesMax: 256 * 1024 * 1024,
  /** Frames that are kept for the streams that have not sent them yet. */
  streamFramesBytesMax: 16 * 1024 * 1024,
  streamPingMs: 10_000,
  /** After how long a reader of server-sent events connects again. */
  streamRetryMs: 1000,
  /** Sessions of Stripe's command line that are kept, connected or not; the oldest without a connection leaves first. */
  stripeCliSessionsMax: 100,
  /** After how long Stripe's command line opens its connection anew. */
  stripeCliReconnectSeconds: 3600,
  /** Events that it has not acknowledged and that are remembered. */
  stripeCliUnackedMax: 10_000,

  /** Events are kept this long; every schedule of deliveries ends much earlier. */
  eventRetentionSeconds: 30 * 24 * 3600,
  /** Old events that leave the log with each page that is read. */
  eventPruneMax: 200,
  /** Events that one replay sends again. */
  replayEventsMax: 10_000,
  /** Events that wait to be sent again to one stream. */
  streamReplayMax: 10_000,

  webhookEndpointsMax: 250,
  /** Deliveries to one endpoint that are under way at once, by default. */
  endpointConcurrency: 32,
  deliveryTimeoutMs: 15_000,
  /** Connections to one origin. */
  deliveryConcurrency: 64,
  deliveryKeepAliveMs: 10_000,
  deliveryAnswerBytesMax: 20 * 1024,
  /** Failures in a row that open an endpoint's circuit, and how long it stays open. */
  circuitFailuresMax: 10,
  circuitOpenMs: 60_000,
  /** An endpoint that does nothing but fail for so long is disabled. */
  endpointFailingSecondsMax: 5 * 24 * 3600,
  /** How long the secret before a roll still signs. */
  secretOverlapSeconds: 24 * 3600,

  /** API keys whose rows are kept at hand; one more, and all are read again. */
  knownKeysMax: 1000,
  /** How long the link to an onboarding page is good. */
  accountLinkSeconds: 5 * 60,
  sessionLifetimeSeconds: 7 * 24 * 3600,
  tokenLifetimeSeconds: 15 * 60,
  refreshGraceSeconds: 30,
  passwordResetLifetimeSeconds: 3600,
  emailVerificationLifetimeSeconds: 24 * 3600,
  apiKeyOverlapSeconds: 24 * 3600,
  /** How long the use of keys is gathered before it is written. */
  apiKeyUseDelayMs: 1000,
  signingKeyLifetimeSeconds: 30 * 24 * 3600,
  /** How long a signing key is published before it signs: a cache of the key set is that old at the most. */
  signingKeyLeadSeconds: 10 * 60,
  deviceCodeLifetimeSeconds: 10 * 60,
  devicePollSeconds: 5,
  /** How much longer a device has to wait after each question that came too soon (RFC 8628, section 3.5). */
  deviceSlowDownSeconds: 5,
  pageTokenLifetimeSeconds: 60,
  deviceTriesMax: 5,
  deviceLockSeconds: 10 * 60,

  faultRulesMax: 100,

  notificationTriesMax: 5,
  notificationRetryMs: 60_000,
  inboxWaitSeconds: 10,

  /** With less room on the disk of its file a sandbox does not say that it is ready. */
  diskFreeBytesMin: 1024 * 1024,

  closeTimeoutMs: 5000,
  /** How often connections are looked for that have nothing under way any more. */
  idleCheckMs: 50,
} as const;
