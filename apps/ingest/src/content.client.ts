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
import { DependencyUnavailable, SETTINGS, step, type Values } from '#libs/service';
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
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(event) };
    return Foresight.parse(await this.answer('/internal/foresight', init));
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
    return step('ingest.keep-media', async () => {
      try {
        const response = await fetch(url, { ...init, signal: AbortSignal.timeout(KEEP_MS) });
        if (!response.ok) throw new Error(`answered ${response.status}`);
        return { mediaId, ...facts };
      } catch (error) {
        throw new DependencyUnavailable('content', error);
      }
    });
  }

  /** What content says; nothing where it says that there is nothing. */
  private async answer(path: string, init: RequestInit = {}): Promise<unknown> {
    return step('ingest.content', async () => {
      try {
        const signal = AbortSignal.timeout(ANSWER_MS);
        const response = await fetch(this.settings.CONTENT_URL + path, { ...init, signal });
        if (response.status === 404) return undefined;
        if (!response.ok) throw new Error(`answered ${response.status}`);
        return await response.json();
      } catch (error) {
        throw new DependencyUnavailable('content', error);
      }
    });
  }
}

/** Under which a picture is kept. */
export function mediaIdOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}
