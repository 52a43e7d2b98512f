import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { readers } from '#libs/contracts';
import { type KafkaSettings, LagReader } from '#libs/kafka';
import { metrics, Runtime, SETTINGS, step } from '#libs/service';
import { HOUR_MS } from './hour.ts';
import { Tide, type Wait } from './tide.ts';

/** What is late is told as exactly as this; a look is a handful of small questions to the log. */
const LOOK_MS = 5_000;

const records = metrics.gauge({
  name: 'sosik_consumer_lag_records',
  help: 'Records that a group has not applied yet; of several gateways, those of the last one',
  labels: ['topic', 'group'],
});
const seconds = metrics.gauge({
  name: 'sosik_consumer_lag_seconds',
  help: 'How long the first record has waited that a group has not applied yet; of several gateways, that of the last one',
  labels: ['topic', 'group'],
});
const position = metrics.gauge({
  name: 'sosik_consumer_position_records',
  help: 'Records of a topic that a group has committed, all partitions together; of several gateways, those of the last one',
  labels: ['topic', 'group'],
});
const looked = metrics.gauge({
  name: 'sosik_consumer_looked_timestamp_seconds',
  help: 'When the log was last asked how far its groups are',
  labels: ['service'],
});

/** Where a group stands in a topic; of gateways there may be several, each by itself. */
export interface Stand extends Wait {
  group: (typeof readers)[number]['group'];
  topic: string;
  /** Records that it has committed, all partitions together. */
  committed: number;
}

/**
 * Watches how far each group is behind the log, in records and in seconds, whether or not it has members: one that is
 * stuck, or gone, tells nobody. Gateways are groups of their own that come and go; they are told of together, those
 * with members. Nothing is decided by it; while the log does not answer the last that is known stands, with its time. Who
 * asks while somebody looks hears what that one sees.
 */
@Injectable()
export class LagClient implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly log: LagReader;
  private readonly tides = new Map<string, Tide>();
  private looking: Promise<readonly Stand[]> | undefined;
  /** By a clock that is never set, milliseconds. */
  private lookedAt = Number.NEGATIVE_INFINITY;
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(SETTINGS) settings: KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.log = new LagReader(settings, runtime);
  }

  onApplicationBootstrap(): void {
    const look = () => this.lookAgain();
    void look().catch(() => undefined);
    const stops = [
      this.runtime.repeat(LOOK_MS, look, 'the log does not say how far its groups are'),
      this.runtime.vitals('kafka', () => step('ops.log-vitals', () => this.log.vitals())),
    ];
    this.stop = async () => void (await Promise.all(stops.map((stop) => stop())));
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  async onApplicationShutdown(): Promise<void> {
    // A question to a log that is closed would be asked once more.
    await this.looking?.catch(() => undefined);
    await this.log.close();
  }

  /** Where every group stands now. */
  look(): Promise<readonly Stand[]> {
    this.looking ??= this.tell().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** Whoever draws charts looks as well, and mostly as often. */
  private async lookAgain(): Promise<void> {
    if (this.runtime.time.elapsed() - this.lookedAt >= LOOK_MS) await this.look();
  }

  private async tell(): Promise<readonly Stand[]> {
    const stands = await step('ops.lag', () => this.survey());
    this.lookedAt = this.runtime.time.elapsed();
    for (const same of Map.groupBy(stands, ({ group, topic }) => `${group} ${topic}`).values()) {
      const [{ group, topic } = { group: '', topic: '' }] = same;
      records.set({ group, topic }, Math.max(...same.map((each) => each.records)));
      seconds.set({ group, topic }, Math.max(...same.map((each) => each.seconds)));
      position.set({ group, topic }, Math.min(...same.map(({ committed }) => committed)));
    }
    looked.set({ service: this.runtime.name }, this.runtime.now() / 1_000);
    return stands;
  }

  private async survey(): Promise<Stand[]> {
    const present = await this.log.groups();
    const gateways = present.filter(({ service }) => service === 'gateway');
    const asked = readers.flatMap(({ group, topic }) =>
      (group === 'gateway' ? gateways.map((each) => each.group) : [group]).map((member) => ({
        member,
        group,
        topic,
      })),
    );
    // Positions first: an end that is read after them lies behind them, so that nobody is told to be ahead.
    const positions = await Promise.all(asked.map(({ member, topic }) => this.log.positions(member, topic)));
    const names = [...new Set(readers.map(({ topic }) => topic))];
    const ends = new Map(
      await Promise.all(names.map(async (topic) => [topic, await this.log.ends(topic)] as const)),
    );
    const now = this.runtime.time.elapsed();
    for (const [topic, partitions] of ends)
      this.tideOf(topic).note(
        now,
        new Map([...partitions].map(([partition, { high }]) => [partition, high])),
      );
    return asked.map(({ group, topic }, index) => {
      const lows = new Map([...(ends.get(topic) ?? [])].map(([partition, { low }]) => [partition, low]));
      const own = positions[index] ?? new Map<number, number>();
      const committed = [...lows].reduce((sum, [partition, low]) => sum + (own.get(partition) ?? low), 0);
      return { group, topic, ...this.tideOf(topic).wait(now, own, lows), committed };
    });
  }

  private tideOf(topic: string): Tide {
    const tide = this.tides.get(topic) ?? new Tide(HOUR_MS);
    this.tides.set(topic, tide);
    return tide;
  }
}
