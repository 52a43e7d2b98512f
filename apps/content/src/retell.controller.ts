import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RetellQuestion } from '#libs/contracts';
import { type Place, Sender } from '#libs/kafka';
import { ProblemError } from '#libs/service';
import { ArticleStore } from './article.store.ts';
import { retelling } from './article.ts';
import { askToTell } from './retell.producer.ts';

/** Takes the wish of readers that could not use what the change log says of an article. */
@Controller('internal')
export class RetellController {
  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(Sender) private readonly sender: Sender,
  ) {}

  /** Answers when the log has the wish; 404 for an article the public has never seen. */
  @Post('retell')
  @HttpCode(202)
  async retell(
    @Body({ schema: RetellQuestion }) { uri }: RetellQuestion,
    @Req() request: FastifyRequest,
  ): Promise<Place> {
    const state = await this.store.find(uri);
    if (!state || retelling(state).length === 0) throw new ProblemError('not_found');
    return askToTell(this.sender, uri, request.work.traceparent);
  }
}
