import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { EventQuery, Receipt } from '#libs/contracts';
import { Applied } from '#libs/kafka';
import { ContentClient } from './content.client.ts';
import type { Accepted } from './event.producer.ts';
import { endingOf } from './status.ts';
import { type Glance, TakedownClient } from './takedown.client.ts';

/** How long somebody waits for what, if at all. */
export interface Waiting {
  wait: EventQuery['wait'];
  timeout: number;
  /** What is withdrawn, if the event is a withdrawal. */
  glance?: Glance | undefined;
}

const noTakedown = {
  code: 'no_takedown_receipt',
  message: 'no receipt of the takedown could be made: the desk does not answer, or time ran out',
};

/**
 * Tells what became of an event that was accepted, as soon as the log says that it is so far; of a withdrawal that is
 * waited for until it is gone, with the receipt of the desk.
 */
@Injectable()
export class FollowClient {
  constructor(
    @Inject(Applied) private readonly applied: Applied,
    @Inject(ContentClient) private readonly content: ContentClient,
    @Inject(TakedownClient) private readonly takedowns: TakedownClient,
  ) {}

  /** What is to be seen of an event before it is said: of a withdrawal that shall have a receipt, what it takes away. */
  async glance(event: unknown, wait: EventQuery['wait']): Promise<Glance | undefined> {
    return wait === 'gone' ? this.takedowns.glance(event) : undefined;
  }

  /**
   * The receipt with what became of the event, and its status: 200, or 202 when that is not known in time; it is
   * accepted all the same. Nobody waits for a sender who has gone.
   */
  async follow(
    accepted: Accepted,
    waiting: Waiting,
    { by, reply }: { by: string; reply: FastifyReply },
  ): Promise<Receipt> {
    const { wait, glance, timeout } = waiting;
    if (!wait) return accepted.receipt;
    reply.request.waits();
    const [ending, takedown] = await Promise.all([
      this.ending(accepted, waiting, reply),
      glance && this.takedowns.receipt(accepted, glance, { by, ms: timeout }),
    ]);
    const { warnings = [] } = accepted.receipt;
    const missing = glance && !takedown ? { warnings: [...warnings, noTakedown] } : {};
    reply.status(ending || takedown ? 200 : 202);
    return { ...accepted.receipt, ...ending, ...(takedown ? { takedown } : {}), ...missing };
  }

  private async ending(
    { id, source, token }: Accepted,
    { wait, timeout }: Waiting,
    reply: FastifyReply,
  ): Promise<Pick<Receipt, 'outcome' | 'reason'> | undefined> {
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    const far = wait === 'stored' ? 'decided' : 'applied';
    const reached = await this.applied.reaches(token, far, { ms: timeout, signal: left.signal });
    const verdicts = reached && (await this.content.verdicts(id, source).catch(() => undefined));
    return verdicts ? endingOf(token, verdicts[0]) : undefined;
  }
}
