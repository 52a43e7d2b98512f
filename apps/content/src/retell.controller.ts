import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RetellQuestion, reservedUris } from '#libs/contracts';
import { type Place, Sender } from '#libs/kafka';
import { ProblemError } from '#libs/service';
import { ArticleStore } from './article.store.ts';
import { retelling } from './article.ts';
import { EditorialStore } from './editorial.store.ts';
import { askToTell } from './retell.producer.ts';

/** Takes the wish of readers that could not use what the change log says of an article. */
@Controller('internal')
export class RetellController {
  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(EditorialStore) private readonly editorial: EditorialStore,
    @Inject(Sender) private readonly sender: Sender,
  ) {}

  /** Answers when the log has the wish; 404 for what the public has never been told of. */
  @Post('retell')
  @HttpCode(202)
  async retell(
    @Body({ schema: RetellQuestion }) { uri }: RetellQuestion,
    @Req() request: FastifyRequest,
  ): Promise<Place> {
    if (!(await this.told(uri))) throw new ProblemError('not_found');
    return askToTell(this.sender, uri, request.work.traceparent);
  }

  private async told(uri: string): Promise<boolean> {
    if (reservedUris.includes(uri)) return (await this.editorial.find(uri)) !== undefined;
    const state = await this.store.find(uri);
    return state !== undefined && retelling(state).length > 0;
  }
}
