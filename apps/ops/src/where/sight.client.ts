import { Inject, Injectable } from '@nestjs/common';
import {
  decodeToken,
  placeOfSeq,
  type RecordedArticle,
  type SaidAnswer,
  type Token,
  type TraceAnswer,
  type WhereQuery,
} from '#libs/contracts';
import type { LetterRow } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { idOfPath } from '#libs/text';
import { ConsumerClient } from '../consumers/consumer.client.ts';
import { ContentClient } from '../content.client.ts';
import { ViewClient } from '../drift/view.client.ts';
import { GatewayClient } from '../gateway.client.ts';
import { IngestClient } from '../ingest.client.ts';
import { latest } from './decided.ts';
import { LogClient } from './log.client.ts';
import { readersOf } from './reading.ts';
import type { Held, Pending, Sight } from './sight.ts';

const PAGE_MS = 2_000;
/** Names of events and articles are no longer. */
const NAME = 300;

/** Those who are asked about one article besides the log. */
@Injectable()
export class Witnesses {
  constructor(
    @Inject(ContentClient) readonly content: ContentClient,
    @Inject(IngestClient) readonly ingest: IngestClient,
    @Inject(GatewayClient) readonly gateway: GatewayClient,
    @Inject(ViewClient) readonly views: ViewClient,
  ) {}
}

/**
 * Sees everything there is to be seen of a name, from whoever answers: nobody's silence keeps the others from being
 * heard, and nothing is changed by looking.
 */
@Injectable()
export class SightClient {
  constructor(
    @Inject(Witnesses) private readonly ask: Witnesses,
    @Inject(LogClient) private readonly log: LogClient,
    @Inject(ConsumerClient) private readonly consumers: ConsumerClient,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  async see({ name: asked, source }: WhereQuery): Promise<Sight> {
    const groups = heard(this.log.groups());
    const told = this.consumers.standings();
    const named = nameIn(asked);
    const first = await this.find(named, source);
    // A request's own key names what was answered to it: that is then asked for.
    const said = first.found ? undefined : await heard(this.ask.ingest.said(named));
    const [receipt] = said?.receipts ?? [];
    const found = receipt ? await this.find(receipt.id, undefined) : first;
    const { trace, pending } = found;
    const asksEvent = (trace?.verdicts.length ?? 0) > 0 || !trace?.standing;
    const uri = trace?.uri ?? pending?.uri ?? receipt?.uri ?? named;
    const recorded = trace?.told;
    const [survey, way, indexed, counted, page] = await Promise.all([
      groups,
      this.wayOf({ trace, asksEvent, pending, token: receipt?.token }),
      this.held('search', recorded),
      this.held('popularity', recorded),
      this.pageOf(recorded),
    ]);
    const everywhere =
      asksEvent &&
      latest({ asksEvent, trace }) &&
      indexed === 'same' &&
      counted === 'same' &&
      page?.status === 200;
    // Where all is well nothing can be dead: that saves a look through the log.
    const letters = everywhere ? [] : await heard(this.log.open());
    return {
      name: asked,
      now: this.runtime.now(),
      ...{ asksEvent, trace, pending, way, indexed, counted, page },
      refusals: refusalsOf(said),
      letters: lettersOf(letters ?? [], receipt?.id ?? named, uri),
      readers: survey && readersOf(survey, await told),
    };
  }

  /** What content knows of a name, and what lies before it. */
  private async find(
    name: string,
    source: string | undefined,
  ): Promise<{ trace?: TraceAnswer | undefined; pending?: Pending | undefined; found: boolean }> {
    const trace = await heard(this.ask.content.trace(name, source));
    // Of an event that was decided on nothing is pending but copies.
    const known = (trace?.verdicts.length ?? 0) > 0;
    const pending = known ? undefined : await heard(this.log.pending(name, source));
    return { trace, pending, found: known || trace?.standing !== undefined || pending !== undefined };
  }

  private async wayOf({
    trace,
    asksEvent,
    pending,
    token: text,
  }: {
    trace: TraceAnswer | undefined;
    asksEvent: boolean;
    pending: Pending | undefined;
    token: string | undefined;
  }): Promise<Sight['way']> {
    const verdict = latest({ asksEvent, trace });
    const decided: Token | undefined = verdict && { ...placeOfSeq(verdict.n), partition: verdict.partition };
    const token = pending?.token ?? decided ?? (text === undefined ? undefined : decodeToken(text));
    return token && heard(this.log.way(token));
  }

  private async held(where: 'search' | 'popularity', told: RecordedArticle | undefined): Promise<Held> {
    const view = this.ask.views.views.find((each) => each.where === where);
    if (!told || !view) return undefined;
    const drifts = await heard(this.ask.views.compare(view, [told]));
    return drifts && (drifts[0]?.is ?? 'same');
  }

  /** What a reader gets of its page, and what a program gets of it: the worse of both. */
  private async pageOf(told: RecordedArticle | undefined): Promise<Sight['page']> {
    if (!told) return undefined;
    const { change } = told;
    const isPublic = change.type === 'article.public';
    const [data, page] = await Promise.all([
      this.ask.gateway.get(`/api/v1/articles/${change.article.id}`, PAGE_MS),
      isPublic ? this.ask.gateway.get(change.article.url, PAGE_MS) : undefined,
    ]);
    const statuses = [data, page].filter((each) => each !== undefined).map(({ status }) => status);
    if (!data || (isPublic && !page)) return undefined;
    const status = isPublic ? Math.max(...statuses) : Math.min(...statuses);
    return { status, ...(data.status === 200 ? stateIn(data.body) : {}) };
  }
}

function stateIn(body: string): { version?: number; seq?: number } {
  const { data } = JSON.parse(body) as { data?: { version?: number; seq?: number } };
  return {
    ...(data?.version === undefined ? {} : { version: data.version }),
    ...(data?.seq === undefined ? {} : { seq: data.seq }),
  };
}

/** What somebody says, or nothing where nobody answers. */
async function heard<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch(() => undefined);
}

/** An address of a page names an article by its public id. */
function nameIn(asked: string): string {
  const path = /^(?:https?:\/\/[^/]+)?(\/[^?#]*)/.exec(asked)?.[1];
  return (path === undefined ? undefined : idOfPath(path)) ?? asked.slice(0, NAME);
}

function refusalsOf(said: SaidAnswer | undefined): Sight['refusals'] {
  return said?.refusals ?? [];
}

function lettersOf(letters: readonly LetterRow[], name: string, uri: string): LetterRow[] {
  return letters.filter(({ key, event }) => event === name || key === uri);
}
