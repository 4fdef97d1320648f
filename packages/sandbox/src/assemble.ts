import { createBindings } from "./bindings.ts";
import type { readConfig } from "./config.ts";
import { createControl, type Control } from "./control.ts";
import { createPlatform } from "./create-platform.ts";
import { createDispatcher, type Dispatcher } from "./dispatch/dispatcher.ts";
import { createEgress, type Receive } from "./dispatch/egress.ts";
import { inTimeOfRequest } from "./dispatch/time-of.ts";
import { toFaultRecord } from "./fault-record.ts";
import { createAdmission, createAdmit } from "./gateway/admission.ts";
import { createServers, type Servers } from "./gateway/bind.ts";
import { createDoor } from "./gateway/door.ts";
import { createGuard } from "./gateway/guards.ts";
import { createInvoke } from "./gateway/invoke.ts";
import { createListen } from "./gateway/listen.ts";
import { createMetrics } from "./gateway/metrics.ts";
import { createOutflow } from "./gateway/outflow.ts";
import { createRefusalLog } from "./gateway/refusal.ts";
import { createRequestLog } from "./gateway/request-log.ts";
import { createRequestTail } from "./gateway/tail-requests.ts";
import { startTracing } from "./gateway/tracing.ts";
import { openHistory } from "./history.ts";
import { metricGauges } from "./metric-gauges.ts";
import { emptyImage } from "./migrations/index.ts";
import { explainFile, openFile } from "./open-file.ts";
import type { Platform } from "./platform/context.ts";
import type { Database } from "./platform/db/database.ts";
import { openLog, type LogLevel, type OpenedLog } from "./platform/log.ts";
import { createApiKeyUses, type DefaultAccount } from "./services/auth/index.ts";
import { profiles } from "./profiles.ts";
import { createSnapshots, type RunningFork } from "./snapshots/snapshots.ts";
import type { SavedState } from "./snapshots/state.ts";
import { folderStore, memoryStore } from "./snapshots/store.ts";
import { SandboxStartError } from "./start-error.ts";
import { createTransitions } from "./transitions.ts";
import { serveSite } from "./site.ts";
import { createEventSources, createRealtime, type Realtime } from "./surfaces/realtime/index.ts";
import { createStripeCli, createStripeWording, versionOf } from "./surfaces/stripe/index.ts";

/** What a sandbox is made of besides its configuration. */
export interface Beginning {
  /** The state to begin with. */
  state?: SavedState | undefined;
  /** Receives webhooks in this process, without a connection, at the origin that it names. */
  receive?: Receive | undefined;
  /** Starts another sandbox with a state of this one. */
  startFork: (state: SavedState) => Promise<RunningFork>;
}

/** A sandbox without a port: it works, but only this process can call it. */
export interface Assembled {
  servers: Servers;
  db: Database;
  platform: Platform;
  control: Control;
  account(): DefaultAccount;
  instanceId(): string;
  /** The state that a fork begins with. */
  saveForFork(): Promise<SavedState>;
  /** Sets the URL at which it answers. From now on it takes work. */
  begin(baseUrl: string): void;
  /** Adds a step to the end of the sandbox. Steps run in reverse: the last one added comes first. */
  onClose(step: () => Promise<void> | void): void;
  close(): Promise<void>;
}

/** Puts a sandbox together. What fails leaves nothing open. */
export async function assemble(config: ReturnType<typeof readConfig>, beginning: Beginning): Promise<Assembled> {
  const { state } = beginning;
  const file = await openFile(config.file, state?.image ?? emptyImage());
  const { db } = file;
  const cleanUp: (() => Promise<void> | void)[] = [() => file.close()];
  const runCleanUp = async () => {
    for (let step = cleanUp.pop(); step; step = cleanUp.pop()) await step();
  };
  let closing: Promise<void> | undefined;
  const stopping = new AbortController();
  const close = () => {
    // First of all: a call that waits for time to pass would hold up the rest.
    stopping.abort();
    return (closing ??= runCleanUp());
  };

  try {
    const { log, close: closeLog } = openLogFile(config.logLevel, config.logFile);
    cleanUp.push(closeLog);
    // Until it listens nobody can follow a link.
    let baseUrl = `http://${config.host}:${config.port}`;
    const stripeVersion = versionOf(config.stripeVersion);
    const stripeWording = createStripeWording(stripeVersion);
    const own = await createPlatform(db, {
      config,
      state,
      log,
      wordings: { stripe: stripeWording },
      baseUrl: () => baseUrl,
    });
    const { platform } = own;
    const { clock, ids } = platform;
    cleanUp.push(() => clock.close());
    let isRunning = false;

    const openDispatcher = (): Dispatcher =>
      createDispatcher(db, platform, createEgress(config.egress, { receive: beginning.receive }), {
        log,
        onFault: (delivery) => requestLog.add(toFaultRecord(delivery, ids("request"), clock.seconds())),
      });
    let dispatcher = openDispatcher();
    const metrics = createMetrics({ db, platform, gauges: metricGauges });
    cleanUp.push(() => metrics.close());
    const tracing = await startTracing(config.traceEndpoint, log);
    cleanUp.push(() => tracing?.close());
    const tail = createRequestTail();
    const requestLog = createRequestLog({
      db,
      log,
      observe: (records) => {
        metrics.observe(records);
        tracing?.export(records);
        tail.observe(records);
      },
    });
    const uses = createApiKeyUses(db, clock, log);
    const flush = () => Promise.all([requestLog.flush(), uses.flush(), platform.faults.flush()]);

    const history = await openHistory({
      ...own,
      db,
      lineage: state?.lineage,
      flush,
      pause: async () => {
        await dispatcher.close();
        return async () => {
          dispatcher = openDispatcher();
          await dispatcher.start();
        };
      },
      onBegun: () => {
        for (const stream of [realtime, stripeCli, eventSources]) stream.resetHistory();
      },
    });
    const { account, identity } = history;

    const snapshots = createSnapshots({
      platform,
      store: config.file === undefined ? memoryStore() : folderStore(`${config.file}.snapshots`),
      save: history.save,
      load: history.load,
      startFork: (saved) => beginning.startFork(history.asFork(saved)),
    });
    cleanUp.push(() => snapshots.close());
    const control = createControl({
      db,
      platform,
      instanceId: () => identity().instanceId,
      apiKey: () => account().apiKey,
      publishableKey: () => account().publishableKey,
      accountId: () => account().id,
      file: config.file,
      profile: config.profile,
      seed: config.seed,
      isRunning: () => isRunning,
      clockKept: own.clockKept,
      settle: (patienceMs) => dispatcher.settle(patienceMs),
      stopping: stopping.signal,
      beginAgain: history.beginAgain,
      snapshots,
    });
    const transitions = createTransitions(db, platform);
    const invoke = createInvoke({
      inTimeOf: inTimeOfRequest,
      onRead: transitions.onRead,
      db,
      platform,
      requestLog,
      log,
      bindings: createBindings({
        allowsFaults: profiles[config.profile].faults,
        transitions,
        db,
        platform,
        requestLog,
        control,
        uses,
      }),
      admission: createAdmission({ db, platform, uses, rate: config.rate, loginRate: config.loginRate }),
      beginTraces: tracing !== undefined,
      stopping: stopping.signal,
    });
    const listen = createListen({ db, platform, identity });
    const guard = createGuard({ remoteHost: config.isRemote ? config.host : null, corsOrigins: config.corsOrigins });
    const outflow = createOutflow();
    const realtime = createRealtime({ invoke, listen, guard, outflow, ids, log });
    const admit = createAdmit({ db, platform });
    const stripeCli = createStripeCli({
      invoke,
      listen,
      admit,
      guard,
      tail,
      outflow,
      wording: stripeWording,
      ids,
      clock,
      log,
    });
    const refusals = createRefusalLog({ admit, clock, requestLog, ownRealm: () => account().realm });
    const eventSources = createEventSources({ listen, outflow, log });
    const serve = await serveSite({
      ids,
      log,
      guard,
      door: createDoor({ isRemote: config.isRemote, admit, db, platform }),
      onRefused: refusals.add,
      invoke,
      admit,
      renderMetrics: metrics.render,
      stripeCli,
      stripeVersion,
      eventSources,
    });
    const upgrade: Realtime["upgrade"] = (request, ...rest) =>
      (stripeCli.isMine(request) ? stripeCli : realtime).upgrade(request, ...rest);
    const servers = createServers({ ids, serve, upgrade });

    cleanUp.push(
      async () => {
        await refusals.settle();
        await flush();
      },
      () => dispatcher.close(),
    );
    await dispatcher.start();
    cleanUp.push(
      () => servers.close(),
      () => realtime.close(),
      () => stripeCli.close(),
      () => eventSources.close(),
    );

    return {
      servers,
      db,
      platform,
      control,
      account,
      instanceId: () => identity().instanceId,
      saveForFork: async () => history.asFork(await history.save()),
      begin: (url) => {
        baseUrl = url;
        isRunning = true;
        cleanUp.push(() => void (isRunning = false));
      },
      onClose: (step) => void cleanUp.push(step),
      close,
    };
  } catch (cause) {
    await close();
    throw explainFile(config.file, cause);
  }
}

function openLogFile(level: LogLevel, file: string | undefined): OpenedLog {
  try {
    return openLog({ level, file });
  } catch (cause) {
    throw new SandboxStartError("folder_unwritable", `${file} cannot be written.`, cause);
  }
}
