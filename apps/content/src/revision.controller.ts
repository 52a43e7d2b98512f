import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { cardOf, type RevisionsAnswer, RevisionsQuery } from '#libs/contracts';
import { answer, IdParameters } from './article.controller.ts';
import { ArticleStore } from './article.store.ts';
import { revisionsOf } from './revision.ts';

/**
 * Answers what has changed in an article. A revision may be read only while its article is public, and up to the
 * version that is; of what was withdrawn no revision is left.
 */
@Controller('internal')
export class RevisionController {
  constructor(@Inject(ArticleStore) private readonly store: ArticleStore) {}

  @Get('articles/:id/revisions')
  async revisions(
    @Param({ schema: IdParameters }) { id }: z.infer<typeof IdParameters>,
    @Query({ schema: RevisionsQuery }) { limit }: RevisionsQuery,
  ): Promise<RevisionsAnswer> {
    const found = answer(await this.store.shown(id));
    if (found.state === 'gone') return found;
    const { article } = found;
    // One more: the last one is told by what it changed in that.
    const states = await this.store.versionsOf(article.uri, article.version, limit + 1);
    return { state: 'public', article: cardOf(article), revisions: revisionsOf(states, limit) };
  }
}
