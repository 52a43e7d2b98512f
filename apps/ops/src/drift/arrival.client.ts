import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Token, topics } from '#libs/contracts';
import { Applied, type KafkaSettings, LagReader, type Place } from '#libs/kafka';
import { Runtime, SETTINGS, step } from '#libs/service';

/** What is not applied by then is behind: whoever waits leaves it to another round. */
const PATIENCE_MS = 60_000;

/** Knows when all that was on its way has arrived. */
@Injectable()
export class ArrivalClient implements OnApplicationShutdown {
  private readonly log: LagReader;

  constructor(
    @Inject(SETTINGS) private readonly settings: KafkaSettings,
    @Inject(Runtime) runtime: Runtime,
    @Inject(Applied) private readonly applied: Applied,
  ) {
    this.log = new LagReader(settings, runtime);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
  }

  /** True when everything that newsrooms had said by the call is applied by every service; false if not in time. */
  async ofAll(): Promise<boolean> {
    const ends = await step('ops.log', () => this.log.ends(topics.intake.name));
    const last = [...ends].filter(([, { low, high }]) => high > low);
    return this.of(last.map(([partition, { high }]) => ({ partition, offset: high - 1 })));
  }

  /** The same of single records of the intake log. */
  async of(places: readonly Pick<Place, 'partition' | 'offset'>[]): Promise<boolean> {
    const newest = new Map<number, number>();
    for (const { partition, offset } of places)
      newest.set(partition, Math.max(offset, newest.get(partition) ?? 0));
    const tokens: Token[] = [...newest].map(([partition, offset]) => {
      return { epoch: this.settings.INTAKE_EPOCH, partition, offset };
    });
    const reached = tokens.map((token) => this.applied.reaches(token, 'applied', { ms: PATIENCE_MS }));
    return (await Promise.all(reached)).every((each) => each);
  }
}
