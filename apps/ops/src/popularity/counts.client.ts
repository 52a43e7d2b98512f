import { Inject, Injectable } from '@nestjs/common';
import {
  LedgerAnswer,
  type LedgerQuestion,
  PopularListsAnswer,
  QuarantineAnswer,
  type QuarantineQuestion,
  RebuildAnswer,
} from '#libs/contracts';
import { SETTINGS, type Values } from '#libs/service';
import { answerTo } from '../answer.client.ts';
import type { opsSettings } from '../settings.ts';

const ANSWER_MS = 3_000;

/** Asks popularity what counts, what does not, and has it counted again; rejects with `DependencyUnavailable`. */
@Injectable()
export class CountsClient {
  constructor(@Inject(SETTINGS) private readonly settings: Values<typeof opsSettings>) {}

  /** Every list that readers meet, as it stands now. */
  lists(): Promise<PopularListsAnswer> {
    return answerTo(this.asked('lists'), async (response) => PopularListsAnswer.parse(await response.json()));
  }

  /** Of which articles most was not counted. */
  ledger({ window }: LedgerQuestion): Promise<LedgerAnswer> {
    const path = `quarantine/articles?${new URLSearchParams({ window })}`;
    return answerTo(this.asked(path), async (response) => LedgerAnswer.parse(await response.json()));
  }

  /** Which views of one article were not counted, hour by hour. */
  held(question: QuarantineQuestion): Promise<QuarantineAnswer> {
    const path = `quarantine?${new URLSearchParams(question)}`;
    return answerTo(this.asked(path), async (response) => QuarantineAnswer.parse(await response.json()));
  }

  progress(): Promise<RebuildAnswer> {
    return answerTo(this.asked('rebuild'), read);
  }

  /** Begins to count everything again. */
  remake(): Promise<RebuildAnswer> {
    return answerTo({ ...this.asked('rebuild'), body: {} }, read);
  }

  private asked(path: string) {
    const url = `${this.settings.POPULARITY_URL}/internal/${path}`;
    return { name: 'ops.view', service: 'popularity', url, ms: ANSWER_MS };
  }
}

async function read(response: Response): Promise<RebuildAnswer> {
  return RebuildAnswer.parse(await response.json());
}
