import { Inject, Injectable } from '@nestjs/common';
import { CompareAnswer, DRIFT_IDS, type DriftPlace, HeldAnswer, type RecordedArticle } from '#libs/contracts';
import { SETTINGS, type Values } from '#libs/service';
import { answerTo } from '../answer.client.ts';
import { gatewaysOf } from '../house.ts';
import type { opsSettings } from '../settings.ts';
import { questionsOf, type Suspect, stateOf } from './drift.ts';

const ANSWER_MS = 10_000;

/** A place where articles are kept beside the record. */
export interface View {
  where: Exclude<DriftPlace, 'content'>;
  /** Names it among all. */
  at: string;
  url: string;
  /** Whether it keeps every word. */
  whole: boolean;
}

/** Asks what differs from the record in search, popularity and the gateways; rejects with `DependencyUnavailable`. */
@Injectable()
export class ViewClient {
  readonly views: readonly View[];

  constructor(@Inject(SETTINGS) settings: Values<typeof opsSettings>) {
    const { SEARCH_URL, POPULARITY_URL } = settings;
    this.views = [
      { where: 'search', at: 'search', url: SEARCH_URL, whole: true },
      { where: 'popularity', at: 'popularity', url: POPULARITY_URL, whole: false },
      ...gatewaysOf(settings).map((url): View => ({ where: 'gateway', at: url, url, whole: false })),
    ];
  }

  /** How these articles differ in one view. */
  async compare(view: View, articles: readonly RecordedArticle[]): Promise<Suspect[]> {
    const { where, at, whole } = view;
    const drifts: CompareAnswer['drifts'] = [];
    for (const states of questionsOf(articles.map((article) => stateOf(article, whole)))) {
      const answer = await answerTo(asked(view, 'compare', { states }), async (response) =>
        CompareAnswer.parse(await response.json()),
      );
      drifts.push(...answer.drifts);
    }
    const named = new Map(articles.map(({ change: { article } }) => [article.id, article]));
    return drifts.flatMap(({ id, is }) => {
      const { uri, seq } = named.get(id) ?? {};
      return uri === undefined || seq === undefined ? [] : [{ where, at, is, id, uri, seq }];
    });
  }

  /** Ids of what a view holds, some at a time. */
  async *held(view: View): AsyncGenerator<string[]> {
    for (let after: string | undefined; ; ) {
      const query = after === undefined ? '' : `?${new URLSearchParams({ after })}`;
      const { ids, next } = await answerTo(asked(view, `held${query}`), async (response) =>
        HeldAnswer.parse(await response.json()),
      );
      for (let from = 0; from < ids.length; from += DRIFT_IDS) yield ids.slice(from, from + DRIFT_IDS);
      if (next === undefined) return;
      after = next;
    }
  }

  /** Has a view forget articles. */
  async drop(view: View, ids: readonly string[]): Promise<void> {
    await answerTo(asked(view, 'drop', { ids }), async () => undefined);
  }
}

function asked({ where, url }: View, path: string, body?: object) {
  return { name: 'ops.view', service: where, url: `${url}/internal/drift/${path}`, ms: ANSWER_MS, body };
}
