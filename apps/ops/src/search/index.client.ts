import { Inject, Injectable } from '@nestjs/common';
import { CountAnswer, IndexAnswer, RebuildAnswer } from '#libs/contracts';
import { SETTINGS, type Values } from '#libs/service';
import { answerTo } from '../answer.client.ts';
import type { opsSettings } from '../settings.ts';

const ANSWER_MS = 3_000;
/** Going back, and removing what is kept, wait until nobody asks the other index any more. */
const EXCHANGE_MS = 30_000;

/** Asks search how its index stands, and has it made anew; rejects with `DependencyUnavailable`. */
@Injectable()
export class IndexClient {
  constructor(@Inject(SETTINGS) private readonly settings: Values<typeof opsSettings>) {}

  standing(): Promise<IndexAnswer> {
    return answerTo(this.asked('index'), async (response) => IndexAnswer.parse(await response.json()));
  }

  progress(): Promise<RebuildAnswer> {
    return answerTo(this.asked('rebuild'), read);
  }

  /** Begins, or answers how far the one under way is. */
  remake(): Promise<RebuildAnswer> {
    return answerTo({ ...this.asked('rebuild'), body: {} }, read);
  }

  exchange(way: 'rollback' | 'commit'): Promise<RebuildAnswer> {
    return answerTo({ ...this.asked(`rebuild/${way}`), body: {}, ms: EXCHANGE_MS }, read);
  }

  /** Articles that the record says are public. */
  async published(): Promise<number> {
    const url = `${this.settings.CONTENT_URL}/internal/drift/count`;
    const question = { name: 'ops.content', service: 'content', url, ms: ANSWER_MS };
    return answerTo(question, async (response) => CountAnswer.parse(await response.json()).public);
  }

  private asked(path: string) {
    const url = `${this.settings.SEARCH_URL}/internal/${path}`;
    return { name: 'ops.view', service: 'search', url, ms: ANSWER_MS };
  }
}

async function read(response: Response): Promise<RebuildAnswer> {
  return RebuildAnswer.parse(await response.json());
}
