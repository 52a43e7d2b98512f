import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import {
  type KinAnswer,
  KinQuery,
  PUBLIC_ID,
  type SearchHit,
  type SuggestAnswer,
  SuggestQuery,
} from '#libs/contracts';
import { ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import { ArticleStore } from '../article.store.ts';
import { toEnglish, toKorean } from '../language/hangul.ts';
import type { searchSettings } from '../settings.ts';
import { akin, akinRequest, type Relative, relativeFields } from './akin.ts';
import { keyOf } from './completion.ts';
import { foundIn, sectionsFor, suggestions, suggestRequest } from './suggestion.ts';

const IdParameters = z.object({ id: z.string().regex(PUBLIC_ID, 'is not a public id') });

/** One key on the wrong keyboard begins half of all words. */
const OTHER_KEYBOARD = 2;

interface Source {
  card: SearchHit;
  fingerprint?: string;
}

/** How to go on typing, and what to read next; the gateway is the only caller. Public articles only. */
@Controller('internal')
export class SuggestController {
  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Values<typeof searchSettings>,
  ) {}

  @Get('suggest')
  async suggest(@Query({ schema: SuggestQuery }) query: SuggestQuery): Promise<SuggestAnswer> {
    const { q } = query;
    const answer = await this.completed(keyOf(q), query);
    if (answer.data.length > 0 || q.length < OTHER_KEYBOARD) return answer;
    // Only where nothing begins as it was typed: the keys may have been meant for the other language.
    const meant = keyOf(/[A-Za-z]/.test(q) ? toKorean(q) : toEnglish(q));
    return meant === keyOf(q) ? answer : this.completed(meant, query);
  }

  @Get('related/:id')
  async related(
    @Param({ schema: IdParameters }) { id }: z.infer<typeof IdParameters>,
    @Query({ schema: KinQuery }) { limit }: KinQuery,
  ): Promise<KinAnswer> {
    const filter = [{ term: { status: 'public' } }, { term: { articleId: id } }];
    const known = await this.store.search<Relative>({
      size: 1,
      track_total_hits: false,
      _source: relativeFields,
      query: { bool: { filter } },
    });
    const article = known.hits.hits[0]?._source;
    if (!article) throw new ProblemError('not_found');
    const { hits } = await this.store.search<Relative>(akinRequest(article, limit, this.runtime.now()));
    const candidates = hits.hits.flatMap(({ _source, _score }) =>
      _source ? [{ relative: _source, score: _score ?? 0 }] : [],
    );
    return { ids: akin(article, candidates, limit) };
  }

  private async completed(key: string, { lang, limit }: SuggestQuery): Promise<SuggestAnswer> {
    const asOf = new Date(this.runtime.now()).toISOString();
    if (key === '') return { data: [], meta: { took: 0, asOf } };
    const found = await this.store.search<Source>(suggestRequest(key, lang));
    const sections = sectionsFor(key, lang, this.settings.SITE_FILE.sections);
    return {
      data: suggestions({ key, limit, sections }, foundIn(found)),
      meta: { took: found.took, asOf },
    };
  }
}
