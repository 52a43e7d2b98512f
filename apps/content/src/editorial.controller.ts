import { Controller, Get, Inject, Param } from '@nestjs/common';
import { z } from 'zod';
import { type ArticleCard, type BreakingAnswer, type FrontAnswer, NameAnswer, Slug } from '#libs/contracts';
import { ProblemError, Runtime } from '#libs/service';
import { isKorean } from '#libs/text';
import { lately } from './breaking.ts';
import { EditorialStore } from './editorial.store.ts';
import { ListStore } from './list.store.ts';

const EditionParameters = z.object({ edition: z.enum(['en', 'ko']) });
const NameParameters = z.object({ bearer: z.enum(['tag', 'author']), slug: Slug });

/** Answers what editors have decided beside articles. Articles that are not public are not in the answers. */
@Controller('internal')
export class EditorialController {
  constructor(
    @Inject(EditorialStore) private readonly editorial: EditorialStore,
    @Inject(ListStore) private readonly reading: ListStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  /** The slots of a front; none where nobody has arranged it. */
  @Get('fronts/:edition')
  async front(
    @Param({ schema: EditionParameters }) { edition }: z.infer<typeof EditionParameters>,
  ): Promise<FrontAnswer> {
    const state = await this.editorial.find(`front:${edition}`);
    if (state?.is !== 'front') return { slots: [] };
    const cards = await this.reading.named(state.slots.map(({ uri }) => uri));
    return {
      slots: state.slots.map(({ slot, uri }) => {
        const article = cards.get(uri);
        const fits = article && isKorean(article.language) === (edition === 'ko');
        return fits ? { slot, article } : { slot };
      }),
    };
  }

  @Get('breaking')
  async breaking(): Promise<BreakingAnswer> {
    const state = await this.editorial.find('breaking');
    const { alerts } = lately(state?.is === 'breaking' ? state : undefined, this.runtime.now());
    const uris = alerts.flatMap(({ uri }) => (uri === undefined ? [] : [uri]));
    const cards = await this.reading.named(uris);
    return {
      alerts: alerts.map(({ id, headline, language, raised, updated, uri = '' }) => ({
        id,
        headline,
        language,
        raised,
        ...(updated === undefined ? {} : { updated }),
        ...linkTo(cards.get(uri)),
      })),
      awaiting: uris.some((uri) => !cards.has(uri)),
    };
  }

  /** How it is called and addressed now; 404 where it was never renamed. */
  @Get('names/:bearer/:slug')
  async name(
    @Param({ schema: NameParameters }) { bearer, slug }: z.infer<typeof NameParameters>,
  ): Promise<NameAnswer> {
    const found = (await this.editorial.naming.names())[bearer].get(slug);
    if (!found) throw new ProblemError('not_found');
    return found;
  }
}

function linkTo(card: ArticleCard | undefined): Pick<BreakingAnswer['alerts'][number], 'article'> {
  if (!card) return {};
  const { id, url, headline, language } = card;
  return { article: { id, url, headline, language } };
}
