import { Inject, Injectable } from '@nestjs/common';
import { ConsumerStanding, type PauseQuestion, type ResumeQuestion } from '#libs/contracts';
import { SETTINGS, type Values } from '#libs/service';
import { answerTo } from '../answer.client.ts';
import { houseOf } from '../house.ts';
import type { opsSettings } from '../settings.ts';
import { type ReadingService, readingServices, type Told } from './consumers.ts';

const ANSWER_MS = 2_000;
/** The log has to have a pause, and its reader to hear of it. */
const PAUSE_MS = 8_000;

/** Asks the apps how they read the log, and has them pause. */
@Injectable()
export class ConsumerClient {
  constructor(@Inject(SETTINGS) private readonly settings: Values<typeof opsSettings>) {}

  /** Never rejects: who does not answer is told so. Of several processes behind one address, one answers. */
  standings(): Promise<Told[]> {
    const asked = readingServices.flatMap((service) =>
      this.urlsOf(service).map(async (url): Promise<Told> => {
        const standing = await this.ask(service, url, '', { ms: ANSWER_MS }).catch(() => undefined);
        return { service, url, standing };
      }),
    );
    return Promise.all(asked);
  }

  /** Resolves when the log has it, for all processes of the group; rejects with `DependencyUnavailable`. */
  pause(service: ReadingService, body: PauseQuestion): Promise<ConsumerStanding> {
    return this.order(service, '/pause', body);
  }

  resume(service: ReadingService, body: ResumeQuestion): Promise<ConsumerStanding> {
    return this.order(service, '/resume', body);
  }

  private order(service: ReadingService, path: string, body: object): Promise<ConsumerStanding> {
    const [url = ''] = this.urlsOf(service);
    return this.ask(service, url, path, { ms: PAUSE_MS, body });
  }

  private ask(
    service: ReadingService,
    url: string,
    path: string,
    how: { ms: number; body?: object },
  ): Promise<ConsumerStanding> {
    const question = { name: 'ops.consumer', service, url: `${url}/internal/consumer${path}`, ...how };
    return answerTo(question, async (response) => ConsumerStanding.parse(await response.json()));
  }

  private urlsOf(service: ReadingService): string[] {
    return houseOf(this.settings).flatMap(({ name, url }) => (name === service ? [url] : []));
  }
}
