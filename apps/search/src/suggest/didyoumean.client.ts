import type { estypes } from '@elastic/elasticsearch';
import { Inject, Injectable } from '@nestjs/common';
import { ArticleStore } from '../article.store.ts';
import { bestOf, countRequest, otherQuestions, spellingRequest } from './spelling.ts';

type Spelled = NonNullable<estypes.SearchResponse['suggest']>;

/** From so many hits on a reader has found something; what he has typed was right. */
const ENOUGH = 3;

/** What a reader may have meant whose question finds next to nothing: another question that finds more. */
@Injectable()
export class DidYouMean {
  constructor(@Inject(ArticleStore) private readonly store: ArticleStore) {}

  /**
   * @param found how many articles the question finds.
   * @param spelled what the engine has said to `spellingRequest` already.
   * @param condition what is true of an article that answers a question, all else being equal.
   */
  async instead(
    q: string,
    { found, spelled }: { found: number; spelled?: Spelled | undefined },
    condition: (q: string) => estypes.QueryDslQueryContainer,
  ): Promise<string | undefined> {
    if (found >= ENOUGH) return undefined;
    const questions = otherQuestions(q, spelled ?? (await this.spelled(q)));
    if (questions.length === 0) return undefined;
    return bestOf(questions, await this.store.search(countRequest(questions.map(condition))), found);
  }

  private async spelled(q: string): Promise<Spelled | undefined> {
    const request = spellingRequest(q);
    return request && (await this.store.search(request)).suggest;
  }
}
