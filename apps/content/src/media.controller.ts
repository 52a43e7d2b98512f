import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Put,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { z } from 'zod';
import {
  type InscriptionsAnswer,
  InscriptionsQuestion,
  type MediaAnswer,
  MediaFacts,
  MediaId,
} from '#libs/contracts';
import { ProblemError } from '#libs/service';
import { ArticleStore } from './article.store.ts';
import { broughtAs, saidOf } from './brought.ts';
import { MediaStore } from './media.store.ts';

const IdParameters = z.object({ id: MediaId });
type IdParameters = z.infer<typeof IdParameters>;
const FactsQuery = z.strictObject({ facts: saidOf(MediaFacts, 4_000) });

/**
 * Takes pictures from the gate, and gives them to the gateways as long as a public article shows them. Bytes
 * are no facts, so they come over HTTP; a picture that is brought again changes nothing.
 */
@Controller('internal/media')
export class MediaController {
  constructor(
    @Inject(MediaStore) private readonly media: MediaStore,
    @Inject(ArticleStore) private readonly articles: ArticleStore,
  ) {}

  @Put(':id')
  @HttpCode(204)
  async put(
    @Param({ schema: IdParameters }) { id }: IdParameters,
    @Query({ schema: FactsQuery }) { facts }: z.infer<typeof FactsQuery>,
    @Headers('content-type') type: string,
    @Body() body: unknown,
  ): Promise<void> {
    const bytes = broughtAs(id, body);
    await this.media.put(id, { type, facts, bytes });
  }

  /** What is written in pictures, for the gate: whoever names one by its id has it. */
  @Get()
  async inscriptions(
    @Query({ schema: InscriptionsQuestion }) { ids }: z.infer<typeof InscriptionsQuestion>,
  ): Promise<InscriptionsAnswer> {
    const found = await this.media.facts(ids);
    return { inscriptions: Object.fromEntries(found) };
  }

  /** The bytes; not there as long as no public article shows them. */
  @Get(':id')
  async bytes(@Param({ schema: IdParameters }) { id }: IdParameters): Promise<StreamableFile> {
    const [article, picture] = await Promise.all([this.articles.showing(id), this.media.find(id)]);
    if (!article || !picture) throw new ProblemError('not_found');
    return new StreamableFile(picture.bytes, { type: picture.type });
  }

  @Get(':id/facts')
  async facts(@Param({ schema: IdParameters }) { id }: IdParameters): Promise<MediaAnswer> {
    const [article, known] = await Promise.all([this.articles.showing(id), this.media.facts([id])]);
    const facts = known.get(id);
    if (!facts) throw new ProblemError('not_found');
    return { ...facts, ...(article ? { article } : {}) };
  }
}
