// The whole paper as it runs in production, made to be ended at any moment: each app a process of its own that is
// started again, and engines that are nobody else's.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Found, kafkaSettings, LagReader, LogScan, Sender } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { installation, ownState, within } from '#libs/testing';
import { EngineError, type EngineName, type LoneEngine, startAlone } from '../../../engines/engines.ts';
import { PortBook } from '../../../engines/ports.ts';
import { type Another, Apps } from '../../../tools/local/apps.ts';
import { buildApps } from '../../../tools/local/build.ts';
import { freePort, migrate, urls } from '../../../tools/local/installation.ts';
import { type AppName, appNames } from '../../../tools/local/ports.ts';
import type { Point } from './points.ts';

const KEY = 'test_newsroomOfTheCrashTests2026';
/** A dead member keeps its partitions for so long. */
const SESSION_MS = 1_500;
const SETTLE_MS = 60_000;
const ENGINES = ['kafka', 'mongodb', 'elasticsearch', 'redis'] as const satisfies readonly EngineName[];

export class Paper {
  /** How apps have ended that were armed, a line each. */
  readonly deaths: string[] = [];
  private readonly armed = new Map<AppName, string[]>();
  private readonly arming = new Map<AppName, string>();
  private second: Another | undefined;
  readonly key = KEY;
  readonly sender: Sender;
  private readonly lag: LagReader;
  private readonly scan: LogScan;

  private constructor(
    readonly apps: Apps,
    readonly settings: Readonly<Record<string, string>>,
    /** None where they can't be killed; then the reason is said. */
    readonly engines: ReadonlyMap<EngineName, LoneEngine>,
  ) {
    const kafka = readSettings(kafkaSettings, settings);
    const runtime = Runtime.silent('test');
    this.sender = new Sender(kafka, runtime);
    this.lag = new LagReader(kafka, runtime);
    this.scan = new LogScan(kafka, runtime);
  }

  static async open(name: string): Promise<Paper> {
    const state = ownState(name);
    mkdirSync(state, { recursive: true });
    const [engines] = await Promise.all([ownEngines(name), buildApps(appNames)]);
    const ports = await portsOf(state);
    const shared = installation();
    const settings: Record<string, string> = {
      ...shared,
      ...Object.assign({}, ...[...engines.values()].map((lone) => lone.settings())),
      ...urls(ports),
      KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS),
      INGEST_ADMIN_KEY: KEY,
      GATEWAY_TRUSTED_PROXIES: '127.0.0.1',
      LOG_LEVEL: 'warn',
      // Forty starts: a sixth of each is the reading of the same sources.
      NODE_COMPILE_CACHE: join(state, 'compiled'),
    };
    await migrate(settings);
    const paper: Paper = new Paper(
      new Apps({
        state,
        ports,
        againMs: 0,
        say: () => undefined,
        settings: (app) => ({ ...settings, ...paper.failpointOf(app) }),
        ended: (app, how) => paper.note(app, how),
      }),
      settings,
      engines,
    );
    await paper.apps.start();
    return paper;
  }

  /** A second gateway, which nobody ends before the paper stops. */
  async secondGateway(): Promise<string> {
    this.second ??= await this.apps.another('gateway', await freePort(0));
    return this.second.url;
  }

  url(app: AppName): string {
    return this.apps.url(app);
  }

  /** Has an app die at each of these points, one start after the other, from its next start on. */
  arm(app: AppName, points: readonly Point[]): void {
    this.armed.set(
      app,
      points.map(({ failpoint }) => failpoint),
    );
  }

  /** Steps that an app has passed since it started. */
  async steps(app: AppName): Promise<string[]> {
    const text = await (await fetch(`${this.url(app)}/metrics`)).text();
    const passed = text.matchAll(/^sosik_step_duration_seconds_count\{.*?step="([^"]+)"/gm);
    return [...new Set([...passed].map(([, step]) => step ?? ''))].toSorted();
  }

  /** All that a topic holds. */
  async read(topic: string): Promise<Found[]> {
    const found: Found[] = [];
    await this.scan.read(await this.scan.stretches([topic]), (some) => {
      found.push(...some);
    });
    return found;
  }

  /** Resolves when every app runs and reads, and nothing is on its way any more: asked twice in a row. */
  async settled(): Promise<void> {
    let quiet = 0;
    await within(SETTLE_MS)(async () => {
      const busy = await this.busy();
      quiet = busy.length === 0 ? quiet + 1 : 0;
      if (quiet < 2) throw new Error(`not settled: ${busy.join('; ') || 'asked once'}`);
    });
  }

  async stop(): Promise<void> {
    await Promise.all([this.apps.stop(), this.second?.stop()]);
    await Promise.all([this.lag.close(), this.sender.onApplicationShutdown()]);
    await Promise.all([...this.engines.values()].map((lone) => lone.end()));
  }

  private async busy(): Promise<string[]> {
    const [lags, ...working] = await Promise.all([
      this.lag.read(),
      ...appNames.map((app) => this.working(app)),
    ]);
    const groups = new Set(lags.map(({ group }) => group.replace(/\..*/, '')));
    return [
      ...['content', 'search', 'popularity', 'gateway']
        .filter((each) => !groups.has(each))
        .map((each) => `${each} does not read`),
      ...lags
        .filter(({ records }) => records > 0)
        .map(({ group, topic, records }) => `${group} is ${records} behind in ${topic}`),
      ...working.flat(),
    ];
  }

  private async working(app: AppName): Promise<string[]> {
    try {
      const [ready, idle] = await Promise.all(
        ['readyz', 'internal/idle'].map(async (path) => (await fetch(`${this.url(app)}/${path}`)).json()),
      );
      const { status } = ready as { status: string };
      const { working } = idle as { working: string[] };
      return [...(status === 'ready' ? [] : [status]), ...working].map((each) => `${app}: ${each}`);
    } catch {
      return [`${app} does not answer`];
    }
  }

  private note(app: AppName, how: string): void {
    const failpoint = this.arming.get(app);
    const words = how === 'ended by SIGKILL' ? how : `${how}; its last words:\n${this.apps.logTail(app)}`;
    if (failpoint) this.deaths.push(`${app} at ${failpoint}: ${words}`);
  }

  private failpointOf(app: AppName): Record<string, string> {
    const failpoint = this.armed.get(app)?.shift() ?? '';
    this.arming.set(app, failpoint);
    return failpoint === '' ? {} : { SOSIK_FAILPOINTS: failpoint };
  }
}

async function ownEngines(paper: string): Promise<Map<EngineName, LoneEngine>> {
  try {
    const started = ENGINES.map(async (name) => {
      const options = { state: ownState(`${paper}-${name}`), say: () => undefined, env: process.env };
      return [name, await startAlone(name, options)] as const;
    });
    return new Map(await Promise.all(started));
  } catch (error) {
    if (!(error instanceof EngineError && error.code === 'setting-invalid')) throw error;
    process.stderr.write(`No engine is killed in this run: ${error.message}\n`);
    return new Map();
  }
}

/** Below the range of outgoing connections: nobody takes the port of an app that is about to come back. */
async function portsOf(state: string): Promise<Record<AppName, number>> {
  const book = new PortBook(state, false);
  const ports = appNames.map(async (name) => [name, await book.claim(name, 0)] as const);
  return Object.fromEntries(await Promise.all(ports)) as Record<AppName, number>;
}
