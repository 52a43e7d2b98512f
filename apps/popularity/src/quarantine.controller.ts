import { Controller, Get, Inject, Query } from '@nestjs/common';
import {
  type LedgerAnswer,
  LedgerQuestion,
  type QuarantineAnswer,
  QuarantineQuestion,
} from '#libs/contracts';
import { Runtime } from '#libs/service';
import { QuarantineStore } from './quarantine.store.ts';

/** Articles that an answer names. */
const NAMED = 50;

/** Answers which views of an article were not counted, and why: for editors, who may overrule it. */
@Controller('internal/quarantine')
export class QuarantineController {
  constructor(
    @Inject(QuarantineStore) private readonly store: QuarantineStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get()
  async held(
    @Query({ schema: QuarantineQuestion }) { article, window }: QuarantineQuestion,
  ): Promise<QuarantineAnswer> {
    const now = this.runtime.now();
    const rows = await this.store.of(article, window, now);
    const overruled = this.store
      .overrules()
      .some((each) => each.article === article && each.from <= now && now < each.until);
    return {
      data: rows.map(({ hour, counted, held, networks }) => ({
        hour: new Date(hour).toISOString(),
        ...{ counted, held },
        networks: networks.map(({ group, ...row }) => ({
          network: group.toString(16).padStart(3, '0'),
          ...row,
        })),
      })),
      meta: { article, window, overruled },
    };
  }

  /** Of which articles most was not counted. */
  @Get('articles')
  async ledger(@Query({ schema: LedgerQuestion }) { window }: LedgerQuestion): Promise<LedgerAnswer> {
    const { articles, whole } = await this.store.all(window, this.runtime.now());
    return {
      data: articles
        .slice(0, NAMED)
        .map(({ id, held, last }) => ({ article: id, held, last: new Date(last).toISOString() })),
      meta: { window, whole },
    };
  }
}
