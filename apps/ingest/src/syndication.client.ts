import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { DeliveryList, type DeliveryQuery, ReplayAnswer, WebhookTest } from '#libs/contracts';
import { DependencyUnavailable, ProblemError, SETTINGS, step, tracing, type Values } from '#libs/service';
import type { ingestSettings } from './settings.ts';

/** A replay asks content for every article; everything else is answered at once. */
const ANSWER_MS = 30_000;

/** Asks syndication what became of messages, and to send some again. No event that is accepted depends on its answer. */
@Injectable()
export class SyndicationClient {
  constructor(@Inject(SETTINGS) private readonly settings: Values<typeof ingestSettings>) {}

  deliveries(webhook: string, { state, limit }: DeliveryQuery): Promise<DeliveryList> {
    const query = new URLSearchParams({ limit: String(limit), ...(state === undefined ? {} : { state }) });
    return this.ask(DeliveryList, 'GET', `${webhook}/deliveries?${query}`);
  }

  test(webhook: string): Promise<WebhookTest> {
    return this.ask(WebhookTest, 'POST', `${webhook}/test`);
  }

  replayOne(webhook: string, delivery: string): Promise<ReplayAnswer> {
    return this.ask(ReplayAnswer, 'POST', `${webhook}/deliveries/${encodeURIComponent(delivery)}/replay`);
  }

  replay(webhook: string, since: string): Promise<ReplayAnswer> {
    return this.ask(ReplayAnswer, 'POST', `${webhook}/replay?${new URLSearchParams({ since })}`);
  }

  /** Rejects with `not_found` where syndication knows of no such delivery, and with `DependencyUnavailable`. */
  private async ask<T>(schema: z.ZodType<T>, method: string, path: string): Promise<T> {
    return step('ingest.syndication', async () => {
      const answer = await fetch(
        `${this.settings.SYNDICATION_URL}/internal/webhooks/${path}`,
        tracing.asking({ method, signal: AbortSignal.timeout(ANSWER_MS) }),
      ).catch((error: unknown) => {
        throw new DependencyUnavailable('syndication', error);
      });
      if (answer.status === 404) throw new ProblemError('not_found', { detail: 'no delivery has this id' });
      if (!answer.ok) throw new DependencyUnavailable('syndication', new Error(`answered ${answer.status}`));
      return schema.parse(await answer.json());
    });
  }
}
