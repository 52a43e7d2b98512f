import { Inject, Injectable } from '@nestjs/common';
import { type Verdict, VerdictsAnswer } from '#libs/contracts';
import { DependencyUnavailable, SETTINGS, step, type Values } from '#libs/service';
import type { ingestSettings } from './settings.ts';

/** An answer that takes longer is given up. */
const ANSWER_MS = 2_000;

/** Asks content what it has decided. Nothing that is accepted depends on its answer. */
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
}
