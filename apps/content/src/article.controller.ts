import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import {
  type ArticleAnswer,
  type ArticleCard,
  ArticleQuestion,
  decodeToken,
  type ListsAnswer,
  ListsQuestion,
  type PictureStanding,
  PUBLIC_ID,
  type PublicArticle,
  type ReachedAnswer,
  ReachedQuestion,
  type TagListAnswer,
  TagListQuery,
  Uri,
  type Verdict,
  type VerdictsAnswer,
  type WithdrawnAnswer,
} from '#libs/contracts';
import { ProblemError, Runtime } from '#libs/service';
import { ArticleStore } from './article.store.ts';
import type { ArticleState } from './article.ts';
import { CorrectionStore } from './correction.store.ts';
import type { ShownState } from './document.ts';
import { awaited, missing } from './fetched.ts';
import { ListStore } from './list.store.ts';
import { relatedTo, translationOf } from './related.ts';

export const IdParameters = z.object({ id: z.string().regex(PUBLIC_ID, 'is not a public id') });
const UriQuery = z.strictObject({ uri: Uri });
const EventQuery = z.strictObject({
  id: z.string().min(1).max(200),
  source: z.string().min(1).max(500).optional(),
});
const SinceQuery = z.strictObject({ since: z.coerce.number().int().min(0) });

/** Clocks of two content processes may differ by this much; a repeated id does no harm. */
const OVERLAP_MS = 5_000;

/** Answers questions of the other services about what is public; embargoed articles do not exist here. */
@Controller('internal')
export class ArticleController {
  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(ListStore) private readonly reading: ListStore,
    @Inject(CorrectionStore) private readonly corrections: CorrectionStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get('articles/:id')
  async byId(
    @Param({ schema: IdParameters }) { id }: z.infer<typeof IdParameters>,
    @Query({ schema: ArticleQuestion }) { related, akin = [] }: ArticleQuestion,
  ): Promise<ArticleAnswer> {
    const found = answer(await this.store.shown(id));
    if (found.state === 'gone') return found;
    const { article } = found;
    if (related === undefined) {
      const translation = translationOf(article, await this.reading.pairsOf(article));
      return { ...found, ...(translation ? { translation } : {}) };
    }
    const [pair, beside, neighbours, corrections] = await Promise.all([
      this.pairOf(article),
      this.reading.beside(article, akin),
      this.reading.neighbours(article),
      article.revision > 1 ? this.corrections.of(article) : [],
    ]);
    return { ...found, ...pair, related: relatedTo(article, beside, related), ...neighbours, corrections };
  }

  /** Its pair in the other edition, and whether that one names it in turn: of two translations only one is named. */
  private async pairOf(article: PublicArticle): Promise<{ translation?: ArticleCard; mutual?: boolean }> {
    const translation = translationOf(article, await this.reading.pairsOf(article));
    if (!translation) return {};
    const back = translationOf(translation, await this.reading.pairsOf(translation));
    return { translation, mutual: back?.id === article.id };
  }

  @Get('articles')
  async byUri(@Query({ schema: UriQuery }) { uri }: z.infer<typeof UriQuery>): Promise<ArticleAnswer> {
    return answer(await this.store.find(uri));
  }

  /** Many lists in one round trip: a front needs a dozen. */
  @Post('lists')
  @HttpCode(200)
  async lists(@Body({ schema: ListsQuestion }) { lists }: ListsQuestion): Promise<ListsAnswer> {
    return { lists: await Promise.all(lists.map((list) => this.reading.list(list))) };
  }

  /** Which tags the paper uses. */
  @Get('tags')
  tags(@Query({ schema: TagListQuery }) query: TagListQuery): Promise<TagListAnswer> {
    return this.reading.tags(query);
  }

  /** What was decided on the events of an id; two sources may have given the same one. */
  @Get('verdicts')
  async verdicts(
    @Query({ schema: EventQuery }) { id, source }: z.infer<typeof EventQuery>,
  ): Promise<VerdictsAnswer> {
    return { verdicts: await verdictsOn(this.store, id, source) };
  }

  /** Whether everything up to a place in the intake log has been decided on, and its effects can be asked for. */
  @Get('reached')
  async reached(@Query({ schema: ReachedQuestion }) { token }: ReachedQuestion): Promise<ReachedAnswer> {
    const place = decodeToken(token);
    return { reached: place !== undefined && (await this.store.reached(place)) };
  }

  /** What has left the public since a moment: the second way a withdrawal reaches every gateway. */
  @Get('withdrawn')
  async withdrawn(
    @Query({ schema: SinceQuery }) { since }: z.infer<typeof SinceQuery>,
  ): Promise<WithdrawnAnswer> {
    const until = this.runtime.now() - OVERLAP_MS;
    return { gone: await this.store.goneSince(since), until };
  }
}

/** What may be said of an article: nothing tells one that is held from one that never was. */
export function answer(state: ShownState | undefined): ArticleAnswer {
  if (state?.status === 'public' && state.article) return { state: 'public', article: state.article };
  if (state?.status === 'gone' && state.gone && state.gone.kind !== 'embargoed-again') {
    return { state: 'gone', article: state.gone };
  }
  throw new ProblemError('not_found');
}

/** What was decided on the events of an id, and how far it is with the pictures of their articles. */
export async function verdictsOn(store: ArticleStore, id: string, source?: string): Promise<Verdict[]> {
  const found = await store.verdictsOn(id, source);
  const states = await store.findMany([...new Set(found.map(({ uri }) => uri))]);
  const verdicts = found.map(async ({ _id, event, at, accepted, ...rest }) => {
    const pictures = await picturesOf(store, states.get(rest.uri));
    const open = pictures.length > 0 ? { pictures } : {};
    const logged = accepted ? { accepted: accepted.toISOString() } : {};
    return { ...rest, id: event, at: at.toISOString(), ...logged, ...open };
  });
  return Promise.all(verdicts);
}

/** How far it is with pictures that an article names by their address, where they are not there. */
async function picturesOf(store: ArticleStore, state: ArticleState | undefined): Promise<PictureStanding[]> {
  if (!state) return [];
  const waits = awaited(state).length > 0;
  return missing(state, waits ? await store.media.wishes.of(state.uri) : []);
}
