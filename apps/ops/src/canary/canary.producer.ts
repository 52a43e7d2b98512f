import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { decodeToken, type Token } from '#libs/contracts';
import { metrics, Runtime, SETTINGS, type Values } from '#libs/service';
import { publicId } from '#libs/text';
import { IngestClient } from '../ingest.client.ts';
import type { opsSettings } from '../settings.ts';
import { CanaryClient, type Wanted } from './canary.client.ts';
import {
  type Broken,
  brokenIn,
  canaryOf,
  isWhole,
  type Sight,
  type Surface,
  sentenceOf,
  surfacesOf,
} from './canary.ts';

/** What is not there yet is looked for again after a pause that grows. */
const PAUSE_MS = { first: 20, most: 250 };

const surfaceSeconds = metrics.seconds({
  name: 'sosik_probe_surface_seconds',
  help: 'From the request of the publish probe to when a surface showed what it had published',
  labels: ['surface'],
});
const missed = metrics.counter({
  name: 'sosik_probe_late_total',
  help: 'Canaries that a surface did not show in time, by who was broken',
  labels: ['surface', 'consumer'],
});
const runs = metrics.counter({
  name: 'sosik_probe_runs_total',
  help: 'Canaries that were published, or were to be: whole, late or refused',
  labels: ['outcome'],
});
const lastSuccess = metrics.gauge({
  name: 'sosik_probe_last_success_timestamp_seconds',
  help: 'When a canary was last seen on every surface in time, seconds since 1970',
});

/** What is known of the newest canary. */
export interface Watch {
  sight: Sight;
  surfaces: readonly Surface[];
}

/**
 * Publishes an article that no reader meets (see HIDDEN_SECTION), again and again, and sees how long it takes to each
 * surface. One uri for each gate, whose versions rise: nothing piles up. What is late is told at once, in words that
 * name who is broken: a line of the log, `/readyz`, metrics, and `newest` for the pages of the desk.
 */
@Injectable()
export class CanaryProducer implements OnApplicationBootstrap, OnModuleDestroy {
  private watch: Watch | undefined;
  /** The canary that was late, as long as none has come through since. */
  private late: Watch | undefined;
  private stopping = false;
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof opsSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(IngestClient) private readonly ingest: IngestClient,
    @Inject(CanaryClient) private readonly client: CanaryClient,
  ) {}

  onApplicationBootstrap(): void {
    const { OPS_PROBE_SECONDS: seconds, OPS_INGEST_KEY: key } = this.settings;
    if (seconds === 0 || key === '') return;
    this.runtime.dependsOn('canary', 'optional', async () => {
      if (this.late) throw Object.assign(new Error('the canary is late'), { reason: this.words });
    });
    this.stop = this.runtime.repeat(seconds * 1_000, () => this.fly(), 'the canary could not be watched');
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.stop?.();
  }

  /** The newest canary, as far as it has been seen; nothing before the first, or where there is no probe. */
  get newest(): Watch | undefined {
    return this.watch;
  }

  /** What an operator is told of it. */
  get words(): string {
    const watch = this.late ?? this.watch;
    if (watch) return sentenceOf(watch.sight, watch.surfaces);
    return this.stop ? 'No canary has been published yet.' : 'There is no publish probe here.';
  }

  /** Who is broken, from when a canary is late until one comes through. */
  get broken(): Broken[] {
    return this.late ? brokenIn(this.late.sight, this.late.surfaces) : [];
  }

  private async fly(): Promise<void> {
    const at = this.runtime.now();
    const begun = performance.now();
    const gate = this.settings.INGEST_URL;
    const article = canaryOf(gate, at);
    const sight = { at, age: 0, lateMs: this.settings.OPS_PROBE_LATE_SECONDS * 1_000, seen: new Map() };
    const said = await this.ingest.publish(article).catch(reasonOf);
    if (this.stopping) return;
    if (typeof said === 'string')
      return this.alarm({ sight: { ...sight, refused: said }, surfaces: [] }, 'refused');
    const id = publicId(article.uri);
    const surfaces = surfacesOf({ id, url: said.url ?? '' });
    this.watch = { sight, surfaces };
    const { token = '' } = said;
    await this.follow(this.watch, { token: decodeToken(token), wanted: { id, gate, version: at }, begun });
  }

  /** Looks until it is everywhere, or as long as there is until the next one. */
  private async follow({ sight, surfaces }: Watch, flight: Flight): Promise<void> {
    const most = Math.max(sight.lateMs, this.settings.OPS_PROBE_SECONDS * 1_000);
    const seen = new Map<string, number>();
    let inTime = true;
    for (let pause = PAUSE_MS.first; !this.stopping; pause = Math.min(PAUSE_MS.most, pause * 1.5)) {
      const watch = { surfaces, sight: { ...sight, seen, ...(await this.look(surfaces, seen, flight)) } };
      this.watch = watch;
      if (!inTime) this.late = watch;
      const whole = isWhole(watch.sight, surfaces);
      if (inTime && watch.sight.age >= sight.lateMs && !whole) {
        inTime = false;
        this.alarm(watch, 'late');
      }
      if (whole || watch.sight.age >= most) {
        if (whole) this.arrived(inTime);
        return measure(watch);
      }
      await delay(pause);
    }
  }

  private async look(
    surfaces: readonly Surface[],
    seen: Map<string, number>,
    { token, wanted, begun }: Flight,
  ): Promise<Pick<Sight, 'age' | 'hops'>> {
    const age = (): number => Math.round(performance.now() - begun);
    const missing = surfaces.filter(({ name }) => !seen.has(name));
    const looks = missing.map(async (surface) => {
      if (await this.client.shows(surface, wanted)) seen.set(surface.name, age());
    });
    const [hops] = await Promise.all([token && this.client.hops(token), ...looks]);
    return { age: age(), ...(hops ? { hops } : {}) };
  }

  private arrived(inTime: boolean): void {
    if (inTime) {
      runs.inc({ outcome: 'whole' });
      lastSuccess.set(this.runtime.now() / 1_000);
    }
    const wasLate = this.late !== undefined;
    this.late = undefined;
    if (wasLate) this.runtime.log.info({}, `all is well again: ${this.words}`);
  }

  private alarm(watch: Watch, outcome: 'late' | 'refused'): void {
    this.watch = watch;
    this.late = watch;
    runs.inc({ outcome });
    const { sight, surfaces } = watch;
    const broken = this.broken.map(({ consumer }) => consumer);
    for (const { name } of surfaces.filter((each) => !sight.seen.has(each.name)))
      for (const consumer of broken) missed.inc({ surface: name, consumer });
    this.runtime.log.error({ consumers: broken }, this.words);
  }
}

/** One canary on its way. */
interface Flight {
  /** Where it lies in the intake log, if the gate has said so. */
  token: Token | undefined;
  wanted: Wanted;
  /** By the monotone clock. */
  begun: number;
}

/** One that was not seen counts with the time that was waited for it. */
function measure({ sight: { seen, age }, surfaces }: Watch): void {
  for (const { name } of surfaces) surfaceSeconds.observe({ surface: name }, (seen.get(name) ?? age) / 1_000);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
