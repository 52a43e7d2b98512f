import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type MediaReceipt, type Verdict, VerdictsAnswer } from '#libs/contracts';
import { DependencyUnavailable, SETTINGS, step, type Values } from '#libs/service';
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
    const url = `${this.settings.CONTENT_URL}/internal/verdicts?${query}`;
    return step('ingest.content', async () => {
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
        if (!response.ok) throw new Error(`answered ${response.status}`);
        return VerdictsAnswer.parse(await response.json()).verdicts;
      } catch (error) {
        throw new DependencyUnavailable('content', error);
      }
    });
  }

  /** Has a picture kept under the hash of its bytes; rejects with `DependencyUnavailable`. */
  async keep({ type, bytes, facts }: Picture): Promise<MediaReceipt> {
    const mediaId = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
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
}
