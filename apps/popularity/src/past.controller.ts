import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { type PastListAnswer, PastListQuestion, readPast } from '#libs/contracts';
import { ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import { PastStore } from './past.store.ts';
import type { popularitySettings } from './settings.ts';

const TokenParameters = z.object({ token: z.string() });

/** Answers what was read most at a moment, to whoever has a link that the desk has signed for it; checked here. */
@Controller('internal/past/:token')
export class PastController {
  constructor(
    @Inject(PastStore) private readonly past: PastStore,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Values<typeof popularitySettings>,
  ) {}

  @Get('list')
  async list(
    @Param({ schema: TokenParameters }) { token }: z.infer<typeof TokenParameters>,
    @Query({ schema: PastListQuestion }) question: PastListQuestion,
  ): Promise<PastListAnswer> {
    const claim = readPast(token, this.settings.PREVIEW_SECRET, this.runtime.now());
    if (!claim) throw new ProblemError('not_found');
    return this.past.at(question, claim.at);
  }
}
