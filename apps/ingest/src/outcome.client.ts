import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { BatchDryRun, DryRun } from '#libs/contracts';
import { problemOf } from '#libs/service';
import { eventsOf, idOf } from './batch.producer.ts';
import { ContentClient } from './content.client.ts';
import { dryRunOf } from './dryrun.ts';
import { isEditorialType } from './editorial.ts';
import { FollowClient } from './follow.client.ts';
import { JudgeClient, type Speaker } from './judge.client.ts';

/** Events of a batch that content is asked about at the same time. */
const AT_ONCE = 10;

/**
 * Tells what becomes of events. Of one that was accepted: see `FollowClient`. Of one in a dry run: what would become
 * of it now; nothing is written anywhere, no name is taken, and with content away it is what the gate knows by itself,
 * with a warning.
 */
@Injectable()
export class OutcomeClient {
  constructor(
    @Inject(JudgeClient) private readonly judge: JudgeClient,
    @Inject(ContentClient) private readonly content: ContentClient,
    /** Of events that were accepted. */
    @Inject(FollowClient) readonly following: FollowClient,
  ) {}

  /** Throws what would be answered if the event were refused. */
  async dryRun(value: unknown, speaker: Speaker): Promise<DryRun> {
    const known = await this.judge.inscriptions([value], speaker);
    const { event, given } = this.judge.judged(value, speaker, known);
    const foresight = isEditorialType(event.type)
      ? undefined
      : await this.content.foresee(event).catch(() => undefined);
    return dryRunOf(event, given, foresight);
  }

  /** Each event on its own, against what is kept now. */
  async dryRunAll(
    body: unknown,
    speaker: Speaker,
    request: FastifyRequest,
  ): Promise<{ status: number; body: BatchDryRun }> {
    const events = [...eventsOf(body).entries()];
    const results: DryRun[] = [];
    while (events.length > 0) {
      const some = events.splice(0, AT_ONCE);
      results.push(...(await Promise.all(some.map((each) => this.tried(each, speaker, request)))));
    }
    const acceptable = results.filter(({ status }) => status === 'acceptable').length;
    const rejected = results.length - acceptable;
    const status = rejected === 0 ? 200 : acceptable === 0 ? 422 : 207;
    return { status, body: { dryRun: true, acceptable, rejected, results } };
  }

  private async tried(
    [index, value]: [number, unknown],
    speaker: Speaker,
    request: FastifyRequest,
  ): Promise<DryRun> {
    try {
      return { index, ...(await this.dryRun(value, speaker)) };
    } catch (error) {
      const problem = problemOf(error, request);
      return { dryRun: true, index, id: idOf(value), status: 'rejected', problem };
    }
  }
}
