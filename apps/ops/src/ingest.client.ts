import { Inject, Injectable } from '@nestjs/common';
import {
  type ArticleInput,
  Problem,
  type ProblemCode,
  Receipt,
  WhoAmI,
  type WithdrawRequest,
} from '#libs/contracts';
import { DependencyUnavailable, ProblemError, SETTINGS, step, type Values } from '#libs/service';
import type { opsSettings } from './settings.ts';

const ANSWER_MS = 2_000;
/** An editor waits this long for a receipt. */
const WITHDRAW_MS = 15_000;

/** Speaks to the gate: with the key of whoever asks, or with the desk’s own. */
@Injectable()
export class IngestClient {
  constructor(@Inject(SETTINGS) private readonly settings: Values<typeof opsSettings>) {}

  /** What the key of a request may do; nothing if it is none. */
  async whoami(authorization: string): Promise<WhoAmI | undefined> {
    const { status, body } = await this.ask('/v1/whoami', { headers: { authorization } }, ANSWER_MS);
    if (status === 401) return undefined;
    return WhoAmI.parse(body);
  }

  /** Publishes an article under the desk’s own key; throws what the gate has refused it for. */
  publish(article: ArticleInput): Promise<Receipt> {
    const event = {
      specversion: '1.0',
      id: `${article.uri}#${article.version}`,
      source: '/sosik/desk',
      type: 'article.published',
      subject: article.uri,
      data: article,
    };
    return this.say('/v1/events', { type: 'application/cloudevents+json', body: event }, ANSWER_MS);
  }

  /** Withdraws an article, and waits until that is seen everywhere; throws what the gate has refused it for. */
  async withdraw(uri: string, wish: WithdrawRequest): Promise<Receipt> {
    const path = `/v1/articles/${encodeURIComponent(uri)}/withdraw?wait=gone&timeout=${WITHDRAW_MS}ms`;
    return this.say(path, { type: 'application/json', body: wish }, WITHDRAW_MS + ANSWER_MS);
  }

  private async say(path: string, said: { type: string; body: object }, ms: number): Promise<Receipt> {
    const { OPS_INGEST_KEY } = this.settings;
    if (OPS_INGEST_KEY === '')
      throw new ProblemError('forbidden', {
        detail: 'the desk has no key of the newsroom API (OPS_INGEST_KEY)',
      });
    const init = {
      method: 'POST',
      headers: { authorization: `Bearer ${OPS_INGEST_KEY}`, 'content-type': said.type },
      body: JSON.stringify(said.body),
    };
    const { status, body } = await this.ask(path, init, ms);
    if (status < 300) return Receipt.parse(body);
    const problem = Problem.safeParse(body).data;
    if (!problem) throw new DependencyUnavailable('ingest', new Error(`answered ${status}`));
    throw new ProblemError(problem.code as ProblemCode, { detail: problem.detail ?? problem.title });
  }

  private async ask(path: string, init: RequestInit, ms: number): Promise<{ status: number; body: unknown }> {
    return step('ops.ingest', async () => {
      try {
        const response = await fetch(this.settings.INGEST_URL + path, {
          ...init,
          signal: AbortSignal.timeout(ms),
        });
        return { status: response.status, body: await response.json() };
      } catch (error) {
        throw new DependencyUnavailable('ingest', error);
      }
    });
  }
}
