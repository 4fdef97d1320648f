import { createBindings } from "./bindings.ts";
import type { readConfig } from "./config.ts";
import { createControl, type Control } from "./control.ts";
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
import { beginHistory, clockOf, introduce, keepClock, openOwnAccount } from "./identity.ts";
import { metricGauges } from "./metric-gauges.ts";
import { emptyImage } from "./migrations/index.ts";
import { explainFile, openFile } from "./open-file.ts";
import { createCircuits } from "./platform/circuit-breaker.ts";
import { createClock } from "./platform/clock.ts";
import type { Platform } from "./platform/context.ts";
import { createFaults } from "./platform/faults.ts";
import type { Database } from "./platform/db/database.ts";
import { limits } from "./platform/limits.ts";
import { openLog, type LogLevel, type OpenedLog } from "./platform/log.ts";
import { createOutbox } from "./platform/outbox/outbox.ts";
import { createQueue } from "./platform/queue/queue.ts";
import { createSecrets } from "./platform/secrets.ts";
import { createApiKeyUses, forgetKnownKeys, type DefaultAccount } from "./services/auth/index.ts";
import { forgetNothingHeld } from "./services/settings/index.ts";
import { countSubscribers } from "./services/webhooks/index.ts";
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
    const introduced = await introduce(db, config, state && { lineage: state.lineage ?? "", clock: state.clock });
    const { chance } = introduced;
    let { self } = introduced;
    if (state?.chance) chance.restore(state.chance);
    let clockKept: Promise<void> = Promise.resolve();
    const clock = createClock({
      onSet: () => {
        clockKept = db
          .transaction((tx) => keepClock(tx, clock.save()))
          .catch((cause: unknown) => log.error({ err: cause }, "the clock could not be kept"));
      },
    });
    clock.restore(clockOf(self));
    cleanUp.push(() => clock.close());

    // Until it listens nobody can follow a link.
    let baseUrl = `http://${config.host}:${config.port}`;
    const { ids } = chance;
    const stripeVersion = versionOf(config.stripeVersion);
    const stripeWording = createStripeWording(stripeVersion);
    const platform: Platform = {
      clock,
      get random() {
        return chance.random;
      },
      ids,
      secrets: createSecrets(Buffer.from(self.secret)),
      outbox: createOutbox(() => clock.seconds() - limits.eventRetentionSeconds),
      queue: createQueue(db, clock, log),
      circuits: createCircuits(),
      faults: createFaults({ db, ids, random: () => chance.random, log }),
      policy: { verifyEmail: config.verifyEmail, settings: config.delays },
      baseUrl: () => baseUrl,
      wordings: { stripe: stripeWording },
      countSubscribers,
    };
    let isRunning = false;
    let identity = { instanceId: ids("instance"), historyId: self.history };

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

    /** Replacements run one after the other, since each closes the dispatcher and opens another. */
    let replacing: Promise<void> = Promise.resolve();
    const replace = (image: Buffer, before: () => void) => {
      const replaced = replacing.then(async () => {
        await flush();
        await dispatcher.close();
        const was = { identity, self, secrets: platform.secrets, clock: clock.save(), chance: chance.save() };
        try {
          identity = { instanceId: ids("instance"), historyId: ids("history") };
          account = await db.load(image, async (tx) => {
            before();
            self = await beginHistory(tx, self, { history: identity.historyId, clock: clock.save() });
            platform.secrets = createSecrets(Buffer.from(self.secret));
            await platform.faults.load(tx);
            return openOwnAccount(tx, platform);
          });
          forgetKnownKeys(platform);
          forgetNothingHeld(platform);
          platform.circuits.reset();
        } catch (cause) {
          // The database still has its earlier state; what is kept beside it has to match that again.
          ({ identity, self } = was);
          platform.secrets = was.secrets;
          clock.restore(was.clock);
          chance.restore(was.chance);
          await db.read((reader) => platform.faults.load(reader));
          throw cause;
        } finally {
          dispatcher = openDispatcher();
          await dispatcher.start();
        }
        realtime.resetHistory();
        stripeCli.resetHistory();
        eventSources.resetHistory();
      });
      replacing = replaced.catch(() => {});
      return replaced;
    };
    const save = async (): Promise<SavedState> => {
      await flush();
      const image = await db.image();
      return { image, clock: clock.save(), now: clock.seconds(), chance: chance.save() };
    };
    const load = ({ image, clock: savedClock, chance: savedChance }: SavedState) =>
      replace(image, () => {
        clock.restore(savedClock);
        if (savedChance) chance.restore(savedChance);
      });

    let forks = 0;
    const asFork = (saved: SavedState) => ({ ...saved, lineage: `${state?.lineage ?? ""}fork:${++forks}:` });

    const snapshots = createSnapshots({
      platform,
      store: config.file === undefined ? memoryStore() : folderStore(`${config.file}.snapshots`),
      save,
      load,
      startFork: (saved) => beginning.startFork(asFork(saved)),
    });
    cleanUp.push(() => snapshots.close());
    const control = createControl({
      db,
      platform,
      instanceId: () => identity.instanceId,
      apiKey: () => account.apiKey,
      publishableKey: () => account.publishableKey,
      accountId: () => account.id,
      file: config.file,
      profile: config.profile,
      seed: config.seed,
      isRunning: () => isRunning,
      clockKept: () => clockKept,
      settle: (patienceMs) => dispatcher.settle(patienceMs),
      stopping: stopping.signal,
      beginAgain: () =>
        replace(emptyImage(), () => {
          // With no data left, nothing can contradict a clock that jumps back to the wall.
          if (clock.mode === "wall") clock.restore({ frozenAtMs: null, offsetMs: 0 });
        }),
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
    const listen = createListen({ db, platform, identity: () => identity });
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
    const refusals = createRefusalLog({ admit, clock, requestLog, ownRealm: () => account.realm });
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

    await db.read((reader) => platform.faults.load(reader));
    let account = await db.transaction((tx) => openOwnAccount(tx, platform));
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
      account: () => account,
      instanceId: () => identity.instanceId,
      saveForFork: async () => asFork(await save()),
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
