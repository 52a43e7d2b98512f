import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Post,
} from '@nestjs/common';
import {
  type ConsumerPause,
  type ConsumerStanding,
  encodePause,
  type Pause,
  PauseQuestion,
  ResumeQuestion,
  topics,
  UndecodableRecord,
} from '#libs/contracts';
import { DependencyUnavailable, Runtime, SETTINGS, step } from '#libs/service';
import type { KafkaSettings } from './client.ts';
import { within } from './deadline.ts';
import { LagReader } from './lag.ts';
import { Runner } from './runner.ts';
import { LogScan } from './scan.ts';
import { Sender } from './sender.ts';

/** A pause is heard of this soon, and ends as punctually. */
const LOOK_MS = 1_000;
const STOP_MS = 1_000;
const MINUTE_MS = 60_000;

/**
 * How this process reads the log, and whether it may. A pause is a record of `desk.pauses.v1`: it holds for every
 * process of the group, also for one that starts meanwhile, which reads nothing before it knows; and it ends by itself.
 * The topic is asked for its end once a second and read when that has moved, so that nobody has to join another group
 * for what is mostly empty. While the log is away nobody reads anyway, and what was heard last holds.
 */
@Controller('internal/consumer')
export class ConsumerController implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log: LagReader;
  private readonly scan: LogScan;
  private said: ConsumerPause | undefined;
  /** The topic is there. */
  private known = false;
  /** Everything before this offset was read. */
  private next = 0;
  private looking: Promise<void> | undefined;
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(SETTINGS) settings: KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Runner) private readonly runner: Runner,
    @Inject(Sender) private readonly sender: Sender,
  ) {
    this.log = new LagReader(settings, runtime);
    this.scan = new LogScan(settings, runtime);
    runner.pausing.waits();
  }

  onApplicationBootstrap(): void {
    const look = () => this.look();
    look().catch(() => undefined);
    this.stop = this.runtime.repeat(LOOK_MS, look, 'it can not be asked whether the reading is paused');
  }

  async onModuleDestroy(): Promise<void> {
    // A look at a log that is away takes longer than a stop may.
    if (this.stop) await within(STOP_MS, this.stop(), this.runtime.time).catch(() => undefined);
    await this.log.close();
  }

  @Get()
  standing(): ConsumerStanding {
    return this.runner.standing();
  }

  /** Answers when the log has it and this process has heard of it; the others of its group do within a second or two. */
  @Post('pause')
  @HttpCode(200)
  async pause(
    @Body({ schema: PauseQuestion }) { by, minutes, note }: PauseQuestion,
  ): Promise<ConsumerStanding> {
    const now = this.runtime.now();
    const [at, until] = [now, now + minutes * MINUTE_MS].map((each) => new Date(each).toISOString());
    return this.say({
      type: 'consumer.paused',
      ...{ group: this.ownGroup(), by, note, at: at ?? '', until: until ?? '' },
    });
  }

  @Post('resume')
  @HttpCode(200)
  async resume(@Body({ schema: ResumeQuestion }) { by }: ResumeQuestion): Promise<ConsumerStanding> {
    const at = new Date(this.runtime.now()).toISOString();
    return this.say({ type: 'consumer.resumed', group: this.ownGroup(), by, at });
  }

  private async say(pause: ConsumerPause): Promise<ConsumerStanding> {
    const { offset } = await this.sender.send(topics.pauses.name, encodePause(pause));
    // One that is under way may have asked before it was said.
    await this.looking?.catch(() => undefined);
    await this.look();
    if (this.next <= offset) throw new DependencyUnavailable('kafka');
    return this.standing();
  }

  private look(): Promise<void> {
    this.looking ??= this.read().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** Reads what was said since the last time. */
  private async read(): Promise<void> {
    const { name } = topics.pauses;
    const end = await this.end(name);
    // A log that was made anew begins anew.
    const low = end < this.next ? 0 : this.next;
    await this.scan.read([{ topic: name, partition: 0, low, high: end }], (records) => {
      for (const { record } of records) {
        try {
          const said = topics.pauses.decode(record);
          if (said.group === this.ownGroup()) this.said = said;
        } catch (error) {
          if (!(error instanceof UndecodableRecord)) throw error;
          this.runtime.log.error({ topic: name }, 'a record can not be used');
        }
      }
    });
    this.next = end;
    const { pause: before } = this.runner.pausing;
    const pause = this.holding();
    if (before?.at !== pause?.at) {
      const line = { group: this.ownGroup(), by: this.said?.by, note: pause?.note, until: pause?.until };
      this.runtime.log.warn(line, pause ? 'the reading is paused' : 'the reading goes on');
    }
    this.runner.hear(pause);
  }

  private ownGroup(): string {
    return this.runner.standing().group;
  }

  /** A log that was not migrated yet has no such topic, and so no pause; who asks for one that is not there waits long. */
  private async end(name: string): Promise<number> {
    if (this.known) return (await step('kafka.pauses', () => this.log.ends(name))).get(0)?.high ?? 0;
    const [part] = await step('kafka.pauses', () => this.scan.stretches([name]));
    this.known = part !== undefined;
    return part?.high ?? 0;
  }

  private holding(): Pause | undefined {
    const { said } = this;
    return said?.type === 'consumer.paused' && this.runtime.now() < Date.parse(said.until) ? said : undefined;
  }
}
