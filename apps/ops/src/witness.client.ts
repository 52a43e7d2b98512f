import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { SurfaceProbe, TakedownHop, TakedownQuestion, Token } from '#libs/contracts';
import { Applied } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { ContentClient } from './content.client.ts';
import { GatewayClient } from './gateway.client.ts';
import { judged, type Needles, needlesOf, type Probe, probesOf } from './probe.ts';
import type { Sight } from './takedown.ts';

/** Of the time there is, so much is left for looking, at least; half of a shorter one. */
const LOOK_MS = 1_500;
/** A surface has this long to answer, also when the time is nearly over. */
const LEAST_MS = 100;
/** A surface that still shows it is asked again after a pause that grows. */
const PAUSE_MS = { first: 50, most: 400 };

/** One taking away, from when it was asked for. */
interface Watch {
  question: TakedownQuestion;
  token: Token;
  /** By the monotone clock: then a receipt is owed. */
  until: number;
}

/**
 * Sees what becomes of a withdrawal: waits until every reader of the log has applied it, then asks one surface of each
 * kind as a reader would. Tells only what was seen: what does not answer in time is unknown.
 */
@Injectable()
export class WitnessClient {
  constructor(
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Applied) private readonly applied: Applied,
    @Inject(ContentClient) private readonly content: ContentClient,
    @Inject(GatewayClient) private readonly gateway: GatewayClient,
  ) {}

  async see(watch: Watch): Promise<Pick<Sight, 'applied' | 'surfaces' | 'decided'>> {
    const applied = await this.wait(watch);
    const surfaces = await this.look(watch);
    const decided = await this.decided(watch.question).catch(() => undefined);
    return { applied, surfaces, decided };
  }

  private async wait({ question, token, until }: Watch): Promise<TakedownHop[]> {
    const begun = this.since(question);
    const ms = Math.max(0, until - performance.now());
    await this.applied.reaches(token, 'applied', { ms: Math.max(ms / 2, ms - LOOK_MS) });
    const way = await this.applied.ask(token).catch(() => undefined);
    if (!way) return [{ group: 'content', applied: false }];
    return [way.content, ...way.readers].map((hop) => ({
      group: hop.group,
      applied: hop.applied,
      ...(hop.ms === undefined ? {} : { ms: begun + hop.ms }),
    }));
  }

  private async look(watch: Watch): Promise<SurfaceProbe[]> {
    const needles = needlesOf(watch.question);
    return Promise.all(probesOf(watch.question).map((probe) => this.seen(probe, needles, watch)));
  }

  /** Asks until it is gone, or the time is over. */
  private async seen(probe: Probe, needles: Needles, { question, until }: Watch): Promise<SurfaceProbe> {
    const { address, shown = '', why, gone = 'unknown' } = probe;
    const kind = { class: probe.class, looked: probe.looked.filter((each) => needles[each] !== undefined) };
    if (address === undefined) return { ...kind, gone, ...(why === undefined ? {} : { why }) };
    for (let pause = PAUSE_MS.first; ; pause = Math.min(PAUSE_MS.most, pause * 2)) {
      const answer = await this.gateway.get(address, Math.max(LEAST_MS, until - performance.now()));
      const shared = probe.class === 'picture' && answer?.status === 200 && (await this.shared(question));
      const judgement = shared
        ? { gone: true as const, why: 'another article that is public shows the same picture' }
        : judged(probe, answer, needles);
      if (judgement.gone === true || performance.now() + pause >= until) {
        const status = answer ? { status: answer.status } : {};
        return { ...kind, address: shown, ...status, ...judgement, ms: this.since(question) };
      }
      await delay(pause);
    }
  }

  /** Whether the picture is another article’s too. */
  private async shared({ subject }: TakedownQuestion): Promise<boolean> {
    const [media] = subject?.media ?? [];
    if (media === undefined) return false;
    const shower = await this.content.showing(media).catch(() => undefined);
    return shower !== undefined && shower !== subject?.id;
  }

  private async decided({ event: { id, source } }: TakedownQuestion): Promise<string | undefined> {
    return (await this.content.verdict(id, source))?.at;
  }

  /** Milliseconds since the gate was asked; clocks of two machines may differ a little. */
  private since({ asked }: TakedownQuestion): number {
    return Math.max(0, Math.round(this.runtime.now() - Date.parse(asked)));
  }
}
