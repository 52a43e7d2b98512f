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
import { Lateness } from './lateness.ts';

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

/** Where a group stands in a topic. */
interface Stand {
  group: string;
  topic: string;
  lag: number;
  late: number;
  committed: number;
}

/**
 * Watches how far each group is behind the log, in records and in seconds, whether or not it has members: one that is
 * stuck, or gone, tells nobody. Gateways are groups of their own that come and go; they are told of together, those
 * with members. Nothing is decided by it; while the log does not answer the last that is known stands, with its time.
 */
@Injectable()
export class LagClient implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly log: LagReader;
  private readonly lateness = new Lateness();
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(SETTINGS) settings: KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.log = new LagReader(settings, runtime);
  }

  onApplicationBootstrap(): void {
    void this.look().catch(() => undefined);
    const stops = [
      this.runtime.repeat(LOOK_MS, () => this.look(), 'the log does not say how far its groups are'),
      this.runtime.vitals('kafka', () => step('ops.log-vitals', () => this.log.vitals())),
    ];
    this.stop = async () => void (await Promise.all(stops.map((stop) => stop())));
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
  }

  private async look(): Promise<void> {
    const stands = await step('ops.lag', () => this.survey());
    for (const same of Map.groupBy(stands, ({ group, topic }) => `${group} ${topic}`).values()) {
      const [{ group, topic } = { group: '', topic: '' }] = same;
      records.set({ group, topic }, Math.max(...same.map(({ lag }) => lag)));
      seconds.set({ group, topic }, Math.max(...same.map(({ late }) => late)));
      position.set({ group, topic }, Math.min(...same.map(({ committed }) => committed)));
    }
    looked.set({ service: this.runtime.name }, this.runtime.now() / 1_000);
  }

  private async survey(): Promise<Stand[]> {
    const present = await this.log.groups();
    const gateways = present.filter(({ service }) => service === 'gateway');
    const lone = readers.filter(({ group }) => group !== 'gateway');
    const asked = [
      ...lone.map(({ group, topic }) => ({ member: group, group, topic })),
      ...gateways.flatMap(({ group: member, topics }) =>
        topics.map((topic) => ({ member, group: 'gateway', topic })),
      ),
    ];
    // Positions first: an end that is read after them lies behind them, so that nobody is told to be ahead.
    const positions = await Promise.all(asked.map(({ member, topic }) => this.log.positions(member, topic)));
    const names = [...new Set(asked.map(({ topic }) => topic))];
    const ends = new Map(
      await Promise.all(names.map(async (topic) => [topic, await this.log.ends(topic)] as const)),
    );
    const now = this.runtime.time.elapsed();
    for (const [topic, partitions] of ends)
      for (const [partition, { high }] of partitions) this.lateness.note(`${topic}/${partition}`, high, now);
    return asked.map(({ group, topic }, index) => {
      const own = [...(ends.get(topic) ?? [])].map(([partition, { low, high }]) => {
        const at = positions[index]?.get(partition) ?? low;
        const late = this.lateness.of(`${topic}/${partition}`, at, now);
        return { at, lag: Math.max(0, high - at), late };
      });
      return {
        group,
        topic,
        lag: own.reduce((sum, { lag }) => sum + lag, 0),
        late: Math.max(0, ...own.map(({ late }) => late)),
        committed: own.reduce((sum, { at }) => sum + at, 0),
      };
    });
  }
}
