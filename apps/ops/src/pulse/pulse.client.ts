import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { type readers, topics } from '#libs/contracts';
import { Runtime, SETTINGS, type Values } from '#libs/service';
import { answerTo } from '../answer.client.ts';
import { CanaryProducer } from '../canary/canary.producer.ts';
import { type House, houseOf } from '../house.ts';
import type { opsSettings } from '../settings.ts';
import { ProblemBook } from './book.ts';
import { samplesIn } from './exposition.ts';
import { Hour, type Point, type ReaderName, readerNames } from './hour.ts';
import { LagClient, type Stand } from './lag.client.ts';
import { Meter } from './meter.ts';
import { problemsIn, unseen } from './problems.ts';
import type { AppSight, AppState, Sight } from './sight.ts';
import { type AppName, type Reading, readingOf, wanted } from './signals.ts';
import type { Wait } from './tide.ts';

/** Whoever does not answer in this time is away. */
const ANSWER_MS = 2_000;
/** An app's numbers are some hundred kilobytes; more is no answer of ours. */
const MOST_BYTES = 8 * 2 ** 20;

const Ready = z.object({
  status: z.enum(['ready', 'degraded', 'unready', 'stopping']),
  dependencies: z.record(z.string(), z.enum(['up', 'down'])).default({}),
  reasons: z.record(z.string(), z.string()).optional(),
});
const Live = z.object({ stuck: z.array(z.string()).default([]) });

type Place = House[number];
interface Answer {
  ready: z.infer<typeof Ready>;
  stuck: readonly string[];
  reading: Reading;
}

/**
 * Gathers how the house is, every few seconds and in bounded memory: what each process says of itself, and how far
 * readers of the log are. Whoever does not answer is a gap and a state of its own, and stops nobody: neither this
 * look nor a page. Rates, delays and problems are made of it by pure rules.
 */
@Injectable()
export class PulseClient implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly problems = new ProblemBook();
  private readonly places: House;
  private readonly meters = new Map<string, { meter: Meter; seenAt: number | undefined }>();
  private readonly apps = new Map<string, AppSight>();
  private readonly hour = new Hour();
  private readonly everyMs: number;
  private at = 0;
  private logAwaySince: number | undefined;
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(SETTINGS) settings: Values<typeof opsSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(CanaryProducer) private readonly canary: CanaryProducer,
    @Inject(LagClient) private readonly lag: LagClient,
  ) {
    this.places = houseOf(settings);
    this.everyMs = settings.OPS_PULSE_SECONDS * 1_000;
  }

  onApplicationBootstrap(): void {
    if (this.everyMs === 0) return;
    const look = () => this.look();
    look().catch((error: unknown) =>
      this.runtime.log.debug({ err: error }, 'the house can not be looked at'),
    );
    this.stop = this.runtime.repeat(this.everyMs, look, 'the house can not be looked at');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop?.();
  }

  /** Everything as of the last look. */
  get sight(): Sight {
    const { at, everyMs, hour, logAwaySince } = this;
    const apps = this.places.map(({ url }) => this.apps.get(url)).filter((each) => each !== undefined);
    return { at, everyMs, hour, apps, ...(logAwaySince === undefined ? {} : { logAwaySince }) };
  }

  private async look(): Promise<void> {
    const [answers, waits] = await Promise.all([
      Promise.all(this.places.map(async (place) => ({ place, answer: await this.ask(place) }))),
      this.lookAtLog(),
    ]);
    const now = this.runtime.now();
    const counts = new Map<string, number>();
    const seen: Partial<Record<AppName, number>> = {};
    for (const { place, answer } of answers) {
      this.note(place, answer, now);
      const ms = answer && this.count(place, answer.reading, { now, counts });
      // Of several processes each has its own time; they are looked at together.
      if (ms !== undefined) seen[place.name] = Math.max(ms, seen[place.name] ?? 0);
    }
    this.logAwaySince = waits ? undefined : (this.logAwaySince ?? now);
    this.hour.add({ at: now, seen, counts, ...(waits ? { waits } : {}) });
    this.at = now;
    this.problems.note(now, [...problemsIn(this.sight), ...unseen(this.canary)]);
  }

  /** Nothing if it does not answer, or not in our words. */
  private async ask({ name, url }: Place): Promise<Answer | undefined> {
    const question = { name: 'ops.house', service: name, ms: ANSWER_MS };
    const json = async (path: string) =>
      answerTo({ ...question, url: url + path, also: [503] }, (response) => response.json());
    try {
      const [ready, live, text] = await Promise.all([
        json('/readyz'),
        json('/livez'),
        answerTo({ ...question, url: `${url}/metrics` }, (response) => response.text()),
      ]);
      if (text.length > MOST_BYTES) return undefined;
      const reading = readingOf(name, samplesIn(text, wanted));
      return { ready: Ready.parse(ready), stuck: Live.parse(live).stuck, reading };
    } catch (error) {
      this.runtime.log.debug({ err: error, app: name }, 'an app does not answer the desk');
      return undefined;
    }
  }

  private note({ name, url: at }: Place, answer: Answer | undefined, now: number): void {
    const before = this.apps.get(at);
    const state: AppState = answer?.ready.status ?? 'away';
    const { dependencies = {}, reasons = {} } = answer?.ready ?? {};
    const down = Object.keys(dependencies).filter((each) => dependencies[each] === 'down');
    this.apps.set(at, {
      ...{ name, at, state, dependencies, reasons },
      since: before?.state === state ? before.since : now,
      downSince: Object.fromEntries(down.map((each) => [each, before?.downSince[each] ?? now])),
      stuck: answer?.stuck ?? [],
      gauges: answer?.reading.gauges ?? new Map(),
    });
  }

  /** Adds what is new; answers over how many milliseconds it is, once it was looked at before. */
  private count(
    { url }: Place,
    { counts, instance }: Reading,
    { now, counts: all }: { now: number; counts: Map<string, number> },
  ): number | undefined {
    const own = this.meters.get(url) ?? { meter: new Meter(), seenAt: undefined };
    for (const [name, more] of own.meter.take(now, instance, counts))
      all.set(name, (all.get(name) ?? 0) + more);
    const ms = own.seenAt === undefined ? undefined : now - own.seenAt;
    this.meters.set(url, { ...own, seenAt: now });
    return ms;
  }

  /** Nothing if the log does not answer in time. */
  private async lookAtLog(): Promise<Point['waits']> {
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = this.runtime.time.after(ANSWER_MS, () => resolve(undefined));
    const looked = this.lag.look().then(waitsOf, () => undefined);
    return Promise.race([looked, late]).finally(() => timer.stop());
  }
}

/** Of several gateways, that of the last one. */
function waitsOf(stands: readonly Stand[]): Point['waits'] {
  const waits: Partial<Record<ReaderName, Wait>> = {};
  for (const { group, topic, records, seconds } of stands.toSorted(byWait))
    waits[nameOf(group, topic)] ??= { records, seconds };
  return waits;
}

function nameOf(group: (typeof readers)[number]['group'], topic: string): ReaderName {
  if (topic === topics.views.name) return 'views';
  return readerNames.find((each) => each === group) ?? 'content';
}

function byWait(a: Wait, b: Wait): number {
  return b.seconds - a.seconds || b.records - a.records;
}
