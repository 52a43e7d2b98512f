import { Controller, Get, Inject } from '@nestjs/common';
import type { IndexAnswer } from '#libs/contracts';
import { Runtime } from '#libs/service';
import { PreviousStore } from './previous.store.ts';
import { Unanswered } from './query/unanswered.ts';
import { StandingStore } from './standing.store.ts';

/** Answers the desk how the index stands, and what readers looked for in vain. */
@Controller('internal/index')
export class StandingController {
  private readonly since: string;

  constructor(
    @Inject(StandingStore) private readonly store: StandingStore,
    @Inject(PreviousStore) private readonly previous: PreviousStore,
    @Inject(Unanswered) private readonly unanswered: Unanswered,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.since = new Date(runtime.now()).toISOString();
  }

  @Get()
  async standing(): Promise<IndexAnswer> {
    const [indices, found, kept] = await Promise.all([
      this.store.indices(),
      this.store.public(),
      this.previous.kept(),
    ]);
    const { unanswered } = this;
    const rows = unanswered
      .told(this.runtime.now())
      .map(({ last, ...row }) => ({ ...row, last: new Date(last).toISOString() }));
    return {
      ...(found === undefined ? {} : { public: found }),
      indices,
      ...(kept ? { rollbackUntil: new Date(kept.until).toISOString() } : {}),
      questions: { since: this.since, asked: unanswered.asked, empty: unanswered.empty, rows },
    };
  }
}
