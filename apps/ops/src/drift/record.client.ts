import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { DRIFT_PAGE, KnownAnswer, RecordAnswer, type RecordedArticle } from '#libs/contracts';
import type { Place } from '#libs/kafka';
import { SETTINGS, type Values } from '#libs/service';
import { answerTo } from '../answer.client.ts';
import type { opsSettings } from '../settings.ts';

const ANSWER_MS = 5_000;
const Told = z.object({ partition: z.int(), offset: z.int() });

/** Asks content for the record as views are held against it; rejects with `DependencyUnavailable`. */
@Injectable()
export class RecordClient {
  constructor(@Inject(SETTINGS) private readonly settings: Values<typeof opsSettings>) {}

  /** The next articles behind a uri. */
  page(after: string | undefined): Promise<RecordAnswer> {
    const query = new URLSearchParams({
      limit: String(DRIFT_PAGE),
      ...(after === undefined ? {} : { after }),
    });
    return this.ask(RecordAnswer, `drift?${query}`);
  }

  /** Those of these ids that the public was told of. */
  async of(ids: readonly string[]): Promise<RecordedArticle[]> {
    const found: RecordedArticle[] = [];
    for (let from = 0; from < ids.length; from += DRIFT_PAGE) {
      const some = ids.slice(from, from + DRIFT_PAGE);
      found.push(...(await this.ask(RecordAnswer, 'drift/articles', { ids: some })).articles);
    }
    return found;
  }

  async known(ids: readonly string[]): Promise<Set<string>> {
    return new Set((await this.ask(KnownAnswer, 'drift/known', { ids })).ids);
  }

  /** Has an article told once more; where the wish for it lies in the intake log. */
  tell(uri: string): Promise<Pick<Place, 'partition' | 'offset'>> {
    return this.ask(Told, 'retell', { uri });
  }

  /** The same for whoever does not wait for it; answers why content has nothing to tell. */
  async retell(uri: string): Promise<string | undefined> {
    const url = `${this.settings.CONTENT_URL}/internal/retell`;
    const asked = { name: 'ops.content', service: 'content', url, ms: ANSWER_MS, body: { uri }, also: [404] };
    return answerTo(asked, async ({ status }) =>
      status === 404
        ? `content has never told the public of ${uri}: there is nothing to tell again`
        : undefined,
    );
  }

  private async ask<T>(schema: z.ZodType<T>, path: string, body?: object): Promise<T> {
    const url = `${this.settings.CONTENT_URL}/internal/${path}`;
    const asked = { name: 'ops.content', service: 'content', url, ms: ANSWER_MS, body };
    return answerTo(asked, async (response) => schema.parse(await response.json()));
  }
}
