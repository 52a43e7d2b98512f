import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import {
  ArticleAnswer,
  MediaAnswer,
  PastHistoryAnswer,
  TraceAnswer,
  type Verdict,
  VerdictsAnswer,
} from '#libs/contracts';
import { SETTINGS, type Values } from '#libs/service';
import { answerTo } from './answer.client.ts';
import type { opsSettings } from './settings.ts';

const ANSWER_MS = 2_000;

/** Asks content what an article is, and what it has decided; rejects with `DependencyUnavailable`. */
@Injectable()
export class ContentClient {
  constructor(@Inject(SETTINGS) private readonly settings: Values<typeof opsSettings>) {}

  /** What readers may know of an article; nothing if that is nothing. By its uri, or by its public id. */
  article(name: { uri: string } | { id: string }): Promise<ArticleAnswer | undefined> {
    const path =
      'id' in name ? `articles/${encodeURIComponent(name.id)}` : `articles?${new URLSearchParams(name)}`;
    return this.ask(ArticleAnswer, path);
  }

  /** What it knows of a name, be it of an event, of an article or of a page. */
  async trace(name: string, source?: string): Promise<TraceAnswer> {
    const query = new URLSearchParams({ name, ...(source === undefined ? {} : { source }) });
    return (await this.ask(TraceAnswer, `traces?${query}`, [])) ?? { verdicts: [] };
  }

  async verdict(id: string, source: string): Promise<Verdict | undefined> {
    const answer = await this.ask(VerdictsAnswer, `verdicts?${new URLSearchParams({ id, source })}`);
    return answer?.verdicts[0];
  }

  /** Public id of an article that is public and shows this picture; nothing if none does. */
  async showing(media: string): Promise<string | undefined> {
    return (await this.ask(MediaAnswer, `media/${media}/facts`))?.article;
  }

  /** What an article has been to its readers, by uri or public id; nothing of one that they never saw, or of no name. */
  history(token: string, name: string): Promise<PastHistoryAnswer | undefined> {
    return this.ask(PastHistoryAnswer, `past/${token}/histories/${encodeURIComponent(name)}`, [404, 400]);
  }

  private async ask<T>(schema: z.ZodType<T>, path: string, nothing = [404]): Promise<T | undefined> {
    const url = `${this.settings.CONTENT_URL}/internal/${path}`;
    const question = { name: 'ops.content', service: 'content', url, ms: ANSWER_MS, also: nothing };
    return answerTo(question, async (response) =>
      nothing.includes(response.status) ? undefined : schema.parse(await response.json()),
    );
  }
}
