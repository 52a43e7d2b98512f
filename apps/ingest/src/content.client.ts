import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  ArticleStanding,
  Foresight,
  InscriptionsAnswer,
  type MediaReceipt,
  type Verdict,
  VerdictsAnswer,
} from '#libs/contracts';
import { DependencyUnavailable, SETTINGS, type Values } from '#libs/service';
import { askContent, posted } from './answer.client.ts';
import type { Acceptable } from './event.ts';
import type { Inscriptions } from './inscription/unsaid.ts';
import type { Picture } from './picture.ts';
import type { ingestSettings } from './settings.ts';

/** An answer that takes longer is given up. */
const ANSWER_MS = 2_000;
const KEEP_MS = 10_000;

/** Asks content what it has decided, and brings it pictures. No event that is accepted depends on its answer. */
@Injectable()
export class ContentClient {
  constructor(@Inject(SETTINGS) private readonly settings: Values<typeof ingestSettings>) {}

  /** Verdicts on events of this id, of one source or of all; rejects with `DependencyUnavailable`. */
  async verdicts(id: string, source?: string): Promise<Verdict[]> {
    const query = new URLSearchParams({ id, ...(source === undefined ? {} : { source }) });
    const answer = await this.answer(`/internal/verdicts?${query}`);
    return VerdictsAnswer.parse(answer).verdicts;
  }

  /** Where an article is, or nothing if nobody has spoken of it; rejects with `DependencyUnavailable`. */
  async standing(uri: string): Promise<ArticleStanding | undefined> {
    const answer = await this.answer(`/internal/standings?${new URLSearchParams({ uri })}`);
    return ArticleStanding.optional().parse(answer);
  }

  /** What would become of an event, if it came now; rejects with `DependencyUnavailable`. */
  async foresee({ id, source, type, uri, data, expectedVersion }: Acceptable): Promise<Foresight> {
    const event = {
      id,
      source,
      type,
      uri,
      data,
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
    };
    return Foresight.parse(await this.answer('/internal/foresight', posted(event)));
  }

  /** What is written in pictures that are kept, by their ids; rejects with `DependencyUnavailable`. */
  async inscriptions(ids: readonly string[]): Promise<Inscriptions> {
    const answer = await this.answer(`/internal/media?${new URLSearchParams({ ids: ids.join(',') })}`);
    return new Map(Object.entries(InscriptionsAnswer.parse(answer).inscriptions));
  }

  /** Has a picture kept under the hash of its bytes; rejects with `DependencyUnavailable`. */
  async keep({ type, bytes, facts }: Picture): Promise<MediaReceipt> {
    const mediaId = mediaIdOf(bytes);
    const query = new URLSearchParams({ facts: JSON.stringify(facts) });
    const url = `${this.settings.CONTENT_URL}/internal/media/${mediaId}?${query}`;
    const init = { method: 'PUT', headers: { 'content-type': type }, body: new Uint8Array(bytes) };
    const kept = await askContent({ name: 'ingest.keep-media', url, ms: KEEP_MS, init }, async () => true);
    if (!kept) throw new DependencyUnavailable('content', new Error('answered 404'));
    return { mediaId, ...facts };
  }

  /** What content says; nothing where it says that there is nothing. */
  private async answer(path: string, init: RequestInit = {}): Promise<unknown> {
    const url = this.settings.CONTENT_URL + path;
    return askContent({ name: 'ingest.content', url, ms: ANSWER_MS, init }, (response) => response.json());
  }
}

/** Under which a picture is kept. */
export function mediaIdOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}
