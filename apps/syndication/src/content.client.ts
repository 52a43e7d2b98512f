import { Inject, Injectable } from '@nestjs/common';
import { ArticleAnswer, type Change } from '#libs/contracts';
import { DependencyUnavailable, SETTINGS, step, tracing, type Values } from '#libs/service';
import type { syndicationSettings } from './settings.ts';

const ANSWER_MS = 2_000;

/** Asks content what is public now, for what is told again. */
@Injectable()
export class ContentClient {
  constructor(@Inject(SETTINGS) private readonly settings: Values<typeof syndicationSettings>) {}

  /** The newest state of an article that is, or was, public; rejects with `DependencyUnavailable`. */
  async change(uri: string): Promise<Change | undefined> {
    const url = `${this.settings.CONTENT_URL}/internal/articles?${new URLSearchParams({ uri })}`;
    return step('syndication.content', async () => {
      try {
        const response = await fetch(url, tracing.asking({ signal: AbortSignal.timeout(ANSWER_MS) }));
        if (response.status === 404) return undefined;
        if (!response.ok) throw new Error(`answered ${response.status}`);
        const answer = ArticleAnswer.parse(await response.json());
        return answer.state === 'public'
          ? { type: 'article.public', article: answer.article }
          : { type: 'article.gone', article: answer.article };
      } catch (error) {
        throw new DependencyUnavailable('content', error);
      }
    });
  }
}
