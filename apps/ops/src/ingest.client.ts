import { Inject, Injectable } from '@nestjs/common';
import {
  type ArticleInput,
  type DecisionInput,
  DecisionList,
  DecisionRow,
  Problem,
  type ProblemCode,
  Receipt,
  SaidAnswer,
  WhoAmI,
  type WithdrawRequest,
} from '#libs/contracts';
import { DependencyUnavailable, ProblemError, SETTINGS, step, tracing, type Values } from '#libs/service';
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

  /** What the gates remember of a name: answers under it as an idempotency key, and what they have refused. */
  async said(name: string): Promise<SaidAnswer> {
    const path = `/internal/said?${new URLSearchParams({ name })}`;
    const { status, body } = await this.ask(path, {}, ANSWER_MS);
    const said = SaidAnswer.safeParse(body).data;
    if (!said) throw new DependencyUnavailable('ingest', new Error(`answered ${status}`));
    return said;
  }

  /** Publishes an article under the desk’s own key; throws what the gate has refused it for. */
  async publish(article: ArticleInput): Promise<Receipt> {
    const event = {
      specversion: '1.0',
      id: `${article.uri}#${article.version}`,
      source: '/sosik/desk',
      type: 'article.published',
      subject: article.uri,
      data: article,
    };
    return Receipt.parse(
      await this.say('POST', '/v1/events', { body: event, type: 'application/cloudevents+json' }),
    );
  }

  /** Withdraws an article, and waits until that is seen everywhere; throws what the gate has refused it for. */
  async withdraw(uri: string, wish: WithdrawRequest): Promise<Receipt> {
    const path = `/v1/articles/${encodeURIComponent(uri)}/withdraw?wait=gone&timeout=${WITHDRAW_MS}ms`;
    return Receipt.parse(await this.say('POST', path, { body: wish, ms: WITHDRAW_MS + ANSWER_MS }));
  }

  /** What was decided on the lists of what is read most, the newest first. */
  async decisions(): Promise<DecisionRow[]> {
    return DecisionList.parse(await this.say('GET', '/v1/decisions')).data;
  }

  async decide(wish: DecisionInput): Promise<DecisionRow> {
    return DecisionRow.parse(await this.say('POST', '/v1/decisions', { body: wish }));
  }

  /** A decision does not hold any more. */
  async lift(id: string): Promise<void> {
    await this.say('DELETE', `/v1/decisions/${encodeURIComponent(id)}`);
  }

  /** With the key of the desk; throws what the gate refuses it for. */
  private async say(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    { body, type = 'application/json', ms = ANSWER_MS }: { body?: object; type?: string; ms?: number } = {},
  ): Promise<unknown> {
    const { OPS_INGEST_KEY } = this.settings;
    if (OPS_INGEST_KEY === '')
      throw new ProblemError('forbidden', {
        detail: 'the desk has no key of the newsroom API (OPS_INGEST_KEY)',
      });
    const authorization = `Bearer ${OPS_INGEST_KEY}`;
    const init = body
      ? { headers: { authorization, 'content-type': type }, body: JSON.stringify(body) }
      : { headers: { authorization } };
    const answer = await this.ask(path, { ...init, method }, ms);
    if (answer.status < 300) return answer.body;
    const problem = Problem.safeParse(answer.body).data;
    if (!problem) throw new DependencyUnavailable('ingest', new Error(`answered ${answer.status}`));
    throw new ProblemError(problem.code as ProblemCode, { detail: problem.detail ?? problem.title });
  }

  private async ask(path: string, init: RequestInit, ms: number): Promise<{ status: number; body: unknown }> {
    return step('ops.ingest', async () => {
      try {
        const response = await fetch(
          this.settings.INGEST_URL + path,
          tracing.asking({ ...init, signal: AbortSignal.timeout(ms) }),
        );
        const text = await response.text();
        return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
      } catch (error) {
        throw new DependencyUnavailable('ingest', error);
      }
    });
  }
}
