import { setTimeout as delay } from 'node:timers/promises';
import { topics } from '#libs/contracts';
import { type Found, kafkaSettings, LogScan } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { type Asked, faultsOf, lostOf, worldOfPaper, wrongPagesOf } from '../../test/e2e/crash/proof.ts';
import { Stores } from '../../test/e2e/crash/shown.store.ts';
import { cloudEvent } from '../demo/event.ts';
import { type Installation, startInstallation } from '../local/installation.ts';
import { type AppName, appNames } from '../local/ports.ts';
import { anArticle } from './news.ts';
import type { Setting } from './part.ts';
import type { Known } from './readers.ts';
import { Writers } from './writers.ts';

/** Names that an installation has where nothing else is said. */
const usual = { SEARCH_INDEX_PREFIX: 'sosik', REDIS_KEY_PREFIX: 'sosik:', KAFKA_TOPIC_PREFIX: '' };
/** Public before anything happens, and never told of again. */
const KNOWN = 12;
const LOOK_MS = 500;
/** Longer than anything may take that is promised in half a minute. */
const GIVE_UP_MS = 120_000;

/** Where a paper differs from what its log says when all is over. */
export interface Verdict {
  articles: number;
  /** Acknowledged events that are not where their receipts say, a line each. */
  lost: string[];
  /** What stores and pages have that the log does not say, or the other way round. */
  faults: string[];
  /** Until stores and log agreed, milliseconds. */
  ms: number;
}

/** A paper that is there to be hurt, on engines that keep what they have on disk, and how it is judged afterwards. */
export class Ground implements Asked {
  readonly writers: Writers;

  private constructor(
    readonly paper: Installation,
    private readonly url_: (app: AppName) => string,
  ) {
    this.writers = new Writers(() => this.url('ingest'), paper.key);
  }

  static async open(
    name: string,
    { say, signal }: Setting,
    { env = {}, url }: { env?: Record<string, string>; url?: (app: AppName) => string } = {},
  ): Promise<Ground> {
    const paper = await startInstallation({
      ...{ state: `.data/chaos/${name}`, durable: true, fresh: true, say, abort: signal },
      env: { GATEWAY_API_PER_MINUTE: '1000000', LOG_LEVEL: 'warn', ...env },
    });
    return new Ground(paper, url ?? ((app) => paper.apps.url(app)));
  }

  get key(): string {
    return this.paper.key;
  }

  url(app: AppName): string {
    return this.url_(app);
  }

  /** Resolves when each app says that it is ready; rejects after a minute. */
  async ready(): Promise<void> {
    await Promise.all(appNames.map((name) => this.paper.apps.ready(name)));
  }

  /** Pages that readers know. */
  async known(): Promise<Known[]> {
    const all = Array.from({ length: KNOWN }, async (_, index) => {
      const uri = `known:${index}`;
      const article = { ...anArticle(uri, index, 1), section: 'culture' };
      await this.writers.say(cloudEvent('article.published', `${uri}#1`, article));
      const { url = '' } = this.writers.receipts.find(({ id }) => id === `${uri}#1`) ?? {};
      return { uri, path: url, headline: article.headline };
    });
    const known = await Promise.all(all);
    await this.paper.caughtUp(['content']);
    await this.paper.caughtUp();
    return known;
  }

  async read(topic: string): Promise<Found[]> {
    const { scan } = this.logOf();
    const found: Found[] = [];
    await scan.read(await scan.stretches([topic]), (some) => {
      found.push(...some);
    });
    return found;
  }

  /** Holds everything against the log as soon as they agree, or after two minutes. */
  async judge(): Promise<Verdict> {
    const begun = performance.now();
    const stores = new Stores({ ...this.paper.engines.settings(), ...usual });
    try {
      for (;;) {
        const world = await worldOfPaper(this);
        const waiting = [...world.lives.values()].filter((life) => life.waiting).length;
        const faults = await faultsOf(this, stores, world);
        const ms = performance.now() - begun;
        if (waiting + faults.length > 0 && ms < GIVE_UP_MS) {
          await delay(LOOK_MS);
          continue;
        }
        const wrong = await wrongPagesOf(this, world);
        const lost = lostOf(world, this.writers.receipts);
        return { articles: world.lives.size, lost, faults: [...faults, ...wrong], ms };
      }
    } finally {
      await stores.close();
    }
  }

  /** Views in the log. */
  async views(): Promise<number> {
    const batches = await this.read(topics.views.name);
    return batches.reduce((sum, { record }) => sum + topics.views.decode(record).views.length, 0);
  }

  async close(): Promise<void> {
    await this.paper.stop();
  }

  private logOf(): { scan: LogScan } {
    const kafka = readSettings(kafkaSettings, { ...this.paper.engines.settings(), ...usual });
    return { scan: new LogScan(kafka, Runtime.silent('chaos')) };
  }
}
