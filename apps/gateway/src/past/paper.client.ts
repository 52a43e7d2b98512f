import { Inject, Injectable } from '@nestjs/common';
import {
  type ArticleCard,
  type PastAnswer,
  type PastArticleAnswer,
  type PastListAnswer,
  type PastListQuestion,
  type PastQuestion,
  type PopularAnswer,
  popularState,
} from '#libs/contracts';
import { SETTINGS, type Values } from '#libs/service';
import { BackendClient } from '../backend.client.ts';
import type { Edition } from '../edition.ts';
import { candidates, type Front, frontOf, listsFor } from '../front.ts';
import type { gatewaySettings } from '../settings.ts';

/** A page of what was, with the moments of its link; nothing where the link does not hold. */
type Of<T> = Promise<(Pick<PastAnswer, 'at' | 'expires'> & T) | undefined>;

/** Hour by hour is what blocks show. */
const block = { kind: 'most-viewed', window: '1h' } as const;

/**
 * Asks for the paper of a moment and has it composed by the same rules as that of now. Content and popularity each
 * say whether the link holds. Without popularity, or where it does not remember, a page comes without its list.
 */
@Injectable()
export class PastPaper {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(SETTINGS) private readonly settings: Values<typeof gatewaySettings>,
  ) {}

  async front(
    token: string,
    edition: Edition,
  ): Of<{ front: Front; withdrawn: number; popular?: PopularAnswer }> {
    const { sections } = this.settings.SITE_FILE;
    const list = await this.list(token, { ...block, lang: edition });
    const answer = await this.lists(token, {
      lists: listsFor(edition, sections),
      front: edition,
      ids: idsIn(list, candidates.read),
    });
    if (!answer) return undefined;
    const { at, expires, lists, slots = [], named } = answer;
    const popular = rankedBy(list, named, { ...block, limit: candidates.read });
    const front = frontOf(sections, lists, { slots, popular });
    return { at, expires, front, withdrawn: lists[0]?.withdrawn ?? 0, ...(popular ? { popular } : {}) };
  }

  async section(
    token: string,
    list: { language: Edition; section: string; limit: number },
  ): Of<{ articles: ArticleCard[]; withdrawn: number }> {
    const answer = await this.lists(token, { lists: [list], ids: [] });
    if (!answer) return undefined;
    const { at, expires, lists } = answer;
    return { at, expires, ...(lists[0] ?? { articles: [], withdrawn: 0 }) };
  }

  async article(token: string, id: string): Promise<PastArticleAnswer | undefined> {
    return this.backend.past('content', { token, path: `articles/${id}` });
  }

  /** `popular` is absent where nobody remembers the list. */
  async popular(
    token: string,
    question: PastListQuestion,
    limit: number,
  ): Of<{ popular?: PopularAnswer; withdrawn: number }> {
    const list = await this.list(token, question);
    const ids = idsIn(list, limit);
    const answer = await this.lists(token, { lists: [], ids });
    if (!answer) return undefined;
    const { at, expires, named } = answer;
    const popular = rankedBy(list, named, { ...question, limit });
    const withdrawn = ids.length - named.length;
    return { at, expires, withdrawn, ...(popular ? { popular } : {}) };
  }

  private lists(token: string, question: PastQuestion): Promise<PastAnswer | undefined> {
    return this.backend.past('content', { token, path: 'lists' }, question);
  }

  private async list(token: string, question: PastListQuestion): Promise<PastListAnswer | undefined> {
    const path = `list?${new URLSearchParams(question)}`;
    return this.backend.past<PastListAnswer>('popularity', { token, path }).catch(() => undefined);
  }
}

function idsIn(list: PastListAnswer | undefined, limit: number): string[] {
  return list?.state === 'known' ? list.data.slice(0, limit).map(({ id }) => id) : [];
}

/** The list with what its articles were called then; one that is withdrawn since has no place in it. */
function rankedBy(
  list: PastListAnswer | undefined,
  named: readonly ArticleCard[],
  { kind, window, limit }: Pick<PastListQuestion, 'kind' | 'window'> & { limit: number },
): PopularAnswer | undefined {
  if (list?.state !== 'known') return undefined;
  const cards = new Map(named.map((card) => [card.id, card]));
  const data = list.data.slice(0, limit).flatMap(({ id, views, pinned }) => {
    const card = cards.get(id);
    if (!card) return [];
    const { url, headline, language, section } = card;
    return [{ id, url, headline, language, section, views, ...(pinned ? { pinned } : {}) }];
  });
  const { asOf, sample } = list;
  const state = popularState({ kind, length: data.length, sample }, true);
  return {
    data: data.map((item, index) => ({ rank: index + 1, ...item })),
    meta: { asOf, window: kind === 'trending' ? '10m' : window, state, sample },
  };
}
