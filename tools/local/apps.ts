import { setTimeout as delay } from 'node:timers/promises';
import { Daemon } from '../../engines/daemon.ts';
import type { Say } from '../../engines/engines.ts';
import { command } from './build.ts';
import { type AppName, appNames } from './ports.ts';

/** An app that ends is started again after this long, so that a fault that stays does not spin. */
const AGAIN_MS = 1_000;
const READY_MS = 60_000;
/** Longer than an app may take by itself. */
const STOP_MS = 11_000;

/** A process of an app beside the first. */
export interface Another {
  url: string;
  /** Process id while it runs. */
  pid(): number | undefined;
  /** SIGTERM, and SIGKILL after the grace; answers how it has ended, in words. */
  stop(graceMs?: number): Promise<string>;
}

interface Options {
  state: string;
  /** Asked at each start of an app. */
  settings: (name: AppName) => Record<string, string>;
  ports: Record<AppName, number>;
  say: Say;
  /** Pause before an app that has ended is started again. */
  againMs?: number;
  /** Told at each end of an app that was not stopped: how, in words such as `ended by SIGKILL`. */
  ended?: (name: AppName, how: string) => void;
}

/**
 * The apps as processes of their own. Each has a log file and a pid file; one that ends is started again, and
 * what a killed runner leaves behind is ended by the next one (see engines/daemon.ts).
 */
export class Apps {
  private readonly daemons = new Map<AppName, Daemon>();
  private stopping = false;

  constructor(private readonly options: Options) {}

  url(name: AppName): string {
    return `http://127.0.0.1:${this.options.ports[name]}`;
  }

  /** Starts all at once; resolves when each says that it is ready. */
  async start(): Promise<void> {
    const { state, say } = this.options;
    process.once('exit', this.leave);
    for (const name of appNames) {
      const daemon = new Daemon({ state, name, cwd: process.cwd() }, say);
      this.daemons.set(name, daemon);
      void this.keepRunning(name, daemon);
    }
    await Promise.all(appNames.map((name) => this.ready(name)));
  }

  /** For the last moment of a runner that was not asked to stop: nothing stays behind. */
  private readonly leave = (): void => {
    for (const daemon of this.daemons.values()) daemon.stopWithoutWaiting();
  };

  /** SIGTERM to all; resolves when all are gone. */
  async stop(): Promise<void> {
    this.stopping = true;
    process.removeListener('exit', this.leave);
    await Promise.all([...this.daemons.values()].map((daemon) => daemon.stop(STOP_MS)));
  }

  /** Process id of an app, for measurements. */
  pid(name: AppName): number | undefined {
    return this.daemons.get(name)?.pid;
  }

  /** One more process of an app beside the first, on a port of its own; ended by whoever asked for it. */
  async another(name: AppName, port: number, more: Readonly<Record<string, string>> = {}): Promise<Another> {
    const { state, say } = this.options;
    const daemon = new Daemon({ state, name: `${name}-${port}`, cwd: process.cwd() }, say);
    const env = { ...this.environment(name), ...more, PORT: String(port) };
    await daemon.start({ ...command(name), env });
    const url = `http://127.0.0.1:${port}`;
    await this.answers(url, () => daemon.logTail());
    return { url, pid: () => daemon.pid, stop: (graceMs = STOP_MS) => endOf(daemon, graceMs) };
  }

  /**
   * Ends one app, for drills: by SIGKILL when no grace is given. Answers how it has ended, in words such as `ended with
   * code 0`. It is started again, as after any other end.
   */
  async end(name: AppName, graceMs = 0): Promise<string> {
    const daemon = this.daemons.get(name);
    return daemon ? endOf(daemon, graceMs) : 'not started';
  }

  /** The end of what an app has said in the life that is its last one so far. */
  logTail(name: AppName): string {
    return this.daemons.get(name)?.logTail() ?? '';
  }

  private async keepRunning(name: AppName, daemon: Daemon): Promise<void> {
    while (!this.stopping) {
      await daemon.start({ ...command(name), env: this.environment(name) });
      const how = await daemon.ended;
      if (this.stopping) return;
      this.options.ended?.(name, how);
      await delay(this.options.againMs ?? AGAIN_MS);
      if (this.stopping) return;
      this.options.say(`${name} is started again`);
    }
  }

  private environment(name: AppName): NodeJS.ProcessEnv {
    // glibc keeps an arena of freed memory per thread; two are enough.
    return {
      ...process.env,
      MALLOC_ARENA_MAX: '2',
      ...this.options.settings(name),
      PORT: String(this.options.ports[name]),
    };
  }

  /** Resolves when an app says that it is ready; rejects after a minute, with the end of its log. */
  async ready(name: AppName): Promise<void> {
    await this.answers(this.url(name), () => this.logTail(name));
  }

  private async answers(url: string, logTail: () => string): Promise<void> {
    const deadline = performance.now() + READY_MS;
    let said = 'nothing';
    while (performance.now() < deadline && !this.stopping) {
      try {
        const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) });
        const body = (await response.json()) as { status: string; dependencies: object };
        if (body.status === 'ready') return;
        said = JSON.stringify(body);
      } catch (error) {
        said = error instanceof Error ? error.message : String(error);
      }
      await delay(50);
    }
    if (this.stopping) return;
    throw new Error(
      `${url} is not ready after ${READY_MS / 1000} s; it says: ${said}\nThe end of its log:\n${logTail()}`,
    );
  }
}

/** Of the life that runs now: the next one may have begun by the time that it is over. */
async function endOf(daemon: Daemon, graceMs: number): Promise<string> {
  const { ended } = daemon;
  await daemon.stop(graceMs);
  return ended;
}
