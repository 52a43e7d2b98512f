import type { estypes } from '@elastic/elasticsearch';
import { Inject, Injectable } from '@nestjs/common';
import { ArticleStore } from '../article.store.ts';
import { bestOf, countRequest, otherQuestions, spellingRequest } from './spelling.ts';

/** From so many hits on a reader has found something; what he has typed was right. */
const ENOUGH = 3;

/** What a reader may have meant whose question finds next to nothing: another question that finds more. */
@Injectable()
export class DidYouMean {
  constructor(@Inject(ArticleStore) private readonly store: ArticleStore) {}

  /**
   * @param found how many articles the question finds.
   * @param ask the request for a question, all else being equal.
   */
  async instead(
    q: string,
    found: number,
    ask: (q: string) => estypes.SearchRequest,
  ): Promise<string | undefined> {
    if (found >= ENOUGH) return undefined;
    const spelling = spellingRequest(q);
    const suggest = spelling && (await this.store.search(spelling)).suggest;
    const questions = otherQuestions(q, suggest);
    if (questions.length === 0) return undefined;
    return bestOf(questions, await this.store.search(countRequest(questions.map(ask))), found);
  }
}
