import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  type CompareAnswer,
  CompareQuestion,
  type HeldAnswer,
  HeldQuestion,
  IdsQuestion,
} from '#libs/contracts';
import { DriftStore } from './drift.store.ts';

/** Answers the desk, which holds the index against the record. */
@Controller('internal/drift')
export class DriftController {
  constructor(@Inject(DriftStore) private readonly store: DriftStore) {}

  @Post('compare')
  @HttpCode(200)
  async compare(@Body({ schema: CompareQuestion }) { states }: CompareQuestion): Promise<CompareAnswer> {
    return { drifts: await this.store.compare(states) };
  }

  @Get('held')
  held(@Query({ schema: HeldQuestion }) { after }: HeldQuestion): Promise<HeldAnswer> {
    return this.store.held(after);
  }

  /** For what no telling can mend: it is told again, if it is known, to who does not have it any more. */
  @Post('drop')
  @HttpCode(204)
  drop(@Body({ schema: IdsQuestion }) { ids }: IdsQuestion): Promise<void> {
    return this.store.drop(ids);
  }
}
