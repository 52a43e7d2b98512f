import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  type CompareAnswer,
  CompareQuestion,
  DRIFT_IDS,
  type HeldAnswer,
  HeldQuestion,
  IdsQuestion,
} from '#libs/contracts';
import { differencesIn } from './drift.ts';
import { ReadyStore } from './ready.store.ts';

/** Answers the desk, which holds what is ready against the record. Nothing of an article is told but its id. */
@Controller('internal/drift')
export class DriftController {
  constructor(@Inject(ReadyStore) private readonly ready: ReadyStore) {}

  @Post('compare')
  @HttpCode(200)
  compare(@Body({ schema: CompareQuestion }) { states }: CompareQuestion): CompareAnswer {
    return { drifts: differencesIn(this.ready.kept(), states) };
  }

  @Get('held')
  held(@Query({ schema: HeldQuestion }) { after = '' }: HeldQuestion): HeldAnswer {
    const shown = new Set([...this.ready.kept()].flatMap((each) => [...each.shown.keys()]));
    const behind = [...shown].filter((id) => id > after).toSorted((a, b) => (a < b ? -1 : 1));
    const ids = behind.slice(0, DRIFT_IDS);
    const last = behind.length > ids.length ? ids.at(-1) : undefined;
    return { ids, ...(last === undefined ? {} : { next: last }) };
  }

  /** Everything that shows one of these articles is made again; a reader's request does that, too. */
  @Post('drop')
  @HttpCode(204)
  drop(@Body({ schema: IdsQuestion }) { ids }: IdsQuestion): void {
    this.ready.drop(new Set(ids));
  }
}
