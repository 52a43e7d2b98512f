import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Collection } from 'mongoose';
import { type KafkaSettings, LagReader } from '#libs/kafka';
import { Database } from '#libs/mongo';
import { Runtime, SETTINGS, step } from '#libs/service';

interface Position {
  _id: string;
  next: number;
}

/**
 * Where syndication stands in the change log, kept beside the queue. Without a queue it goes on from where its group
 * has read to, or begins at the end: a new installation, or one whose queue was lost, tells nobody what is old.
 */
@Injectable()
export class PositionStore implements OnApplicationShutdown {
  private readonly log: LagReader;

  constructor(
    @Inject(SETTINGS) settings: KafkaSettings,
    @Inject(Runtime) runtime: Runtime,
    @Inject(Database) private readonly database: Database,
  ) {
    this.log = new LagReader(settings, runtime);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
  }

  async find(topic: string, partition: number): Promise<number> {
    const _id = `${topic}/${partition}`;
    const kept = await this.database.ask('syndication.position', () => this.positions.findOne({ _id }));
    if (kept) return kept.next;
    const [read, ends] = await step('syndication.begin', () =>
      Promise.all([this.log.positions('syndication', topic), this.log.ends(topic)]),
    );
    const next = read.get(partition) ?? ends.get(partition)?.high ?? 0;
    await this.keep(topic, partition, next);
    return next;
  }

  async keep(topic: string, partition: number, next: number): Promise<void> {
    const _id = `${topic}/${partition}`;
    await this.database.ask('syndication.keep-position', () =>
      this.positions.replaceOne({ _id }, { next }, { upsert: true }),
    );
  }

  /** The end of a topic of one partition, as it is now. */
  async end(topic: string): Promise<number> {
    return (await step('syndication.begin', () => this.log.ends(topic))).get(0)?.high ?? 0;
  }

  private get positions(): Collection<Position> {
    return this.database.collection('syndication_positions');
  }
}
