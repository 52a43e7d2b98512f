import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import {
  type PastAnswer,
  type PastArticleAnswer,
  type PastClaim,
  type PastHistoryAnswer,
  PastQuestion,
  picturesOf,
  readPast,
} from '#libs/contracts';
import { ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import { EditorialStore } from './editorial.store.ts';
import { PastStore } from './past.store.ts';
import { historyOf, mayBeSeen, versionAt, withoutPictures } from './past.ts';
import type { contentSettings } from './settings.ts';

const TokenParameters = z.object({ token: z.string() });
const NamedParameters = TokenParameters.extend({ name: z.string().min(1).max(256) });

/**
 * Answers what was public at a moment, to whoever has a link that the desk has signed for it. What asks on its behalf
 * is not trusted; the signature is checked here. A link that was tampered with and one that is over are the same 404.
 */
@Controller('internal/past/:token')
export class PastController {
  constructor(
    @Inject(PastStore) private readonly past: PastStore,
    @Inject(EditorialStore) private readonly editorial: EditorialStore,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Values<typeof contentSettings>,
  ) {}

  @Post('lists')
  @HttpCode(200)
  async lists(
    @Param({ schema: TokenParameters }) { token }: z.infer<typeof TokenParameters>,
    @Body({ schema: PastQuestion }) { lists, front, ids }: PastQuestion,
  ): Promise<PastAnswer> {
    const claim = this.claimIn(token);
    const [answers, slots, named] = await Promise.all([
      Promise.all(lists.map((list) => this.past.list(list, claim.at))),
      front && this.slots(front, claim.at),
      this.past.named('id', ids, claim.at),
    ]);
    return { ...momentsOf(claim), lists: answers, ...(slots ? { slots } : {}), named };
  }

  @Get('articles/:name')
  async article(
    @Param({ schema: NamedParameters }) { token, name }: z.infer<typeof NamedParameters>,
  ): Promise<PastArticleAnswer> {
    const claim = this.claimIn(token);
    const found = await this.past.whole(name);
    const version = found && versionAt(found.revisions, claim.at);
    const moments = momentsOf(claim);
    if (found && version && mayBeSeen(version, found.today)) {
      const ids = picturesOf(version.article).flatMap(({ mediaId }) => mediaId ?? []);
      const shown = await this.past.shown([...new Set(ids)]);
      return { ...moments, state: 'public', ...withoutPictures(version.article, shown) };
    }
    // Of one that was never public nothing is said, not even that it is withdrawn.
    const { withdrawn = false, firstPublished } = found?.today ?? {};
    return { ...moments, state: withdrawn && firstPublished !== undefined ? 'withdrawn' : 'absent' };
  }

  @Get('histories/:name')
  async history(
    @Param({ schema: NamedParameters }) { token, name }: z.infer<typeof NamedParameters>,
  ): Promise<PastHistoryAnswer> {
    this.claimIn(token);
    const found = await this.past.whole(name);
    const { today, revisions } = found ?? {};
    const stood = today?.article ?? today?.gone;
    if (!today || !revisions || !stood || today.firstPublished === undefined)
      throw new ProblemError('not_found');
    const { id, uri, withdrawnAt } = today;
    return {
      ...{ id, uri, language: stood.language, spans: historyOf(revisions, today) },
      ...(withdrawnAt === undefined ? {} : { withdrawn: new Date(withdrawnAt).toISOString() }),
    };
  }

  private async slots(edition: 'en' | 'ko', at: number): Promise<PastAnswer['slots']> {
    const slots = await this.editorial.fronts.at(`front:${edition}`, at);
    if (!slots) return undefined;
    const uris = slots.map(({ uri }) => uri);
    const cards = new Map((await this.past.named('uri', uris, at)).map((card) => [card.uri, card]));
    return slots.map(({ slot, uri }) => {
      const article = cards.get(uri);
      return article ? { slot, article } : { slot };
    });
  }

  private claimIn(token: string): PastClaim {
    const claim = readPast(token, this.settings.PREVIEW_SECRET, this.runtime.now());
    if (!claim) throw new ProblemError('not_found');
    return claim;
  }
}

function momentsOf({ at, expires }: PastClaim): Pick<PastAnswer, 'at' | 'expires'> {
  return { at: new Date(at).toISOString(), expires: new Date(expires).toISOString() };
}
