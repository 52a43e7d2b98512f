import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { encodeIntake, RetellQuestion, topics } from '#libs/contracts';
import { type Place, Sender } from '#libs/kafka';
import { ProblemError } from '#libs/service';
import { ArticleStore } from './article.store.ts';
import { retelling } from './article.ts';

/**
 * Has the newest state of an article told to the change log once more, for readers that could not use what
 * lay there. The wish travels through the intake log under the article's uri, like everything that moves an
 * article: the owner of the partition tells the state between two decisions, so that nothing older can ever
 * be the last record of a uri. Asking twice does no harm.
 */
@Controller('internal')
export class RetellController {
  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(Sender) private readonly sender: Sender,
  ) {}

  /** Answers when the log has the wish; 404 for an article the public has never seen. */
  @Post('retell')
  @HttpCode(202)
  async retell(@Body({ schema: RetellQuestion }) { uri }: RetellQuestion): Promise<Place> {
    const state = await this.store.find(uri);
    if (!state || retelling(state).length === 0) throw new ProblemError('not_found');
    const event = {
      id: `retell ${randomUUID()}`,
      source: '/content',
      uri,
      type: 'article.reprojected' as const,
    };
    return this.sender.send(topics.intake.name, encodeIntake({ ...event, data: { uri } }));
  }
}
