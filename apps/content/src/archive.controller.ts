import { Controller, Get, Inject, Query } from '@nestjs/common';
import {
  type ArchiveAnswer,
  ArchiveQuestion,
  type CalendarAnswer,
  CalendarQuestion,
  type CorrectionsAnswer,
  CorrectionsQuestion,
  type MonthsAnswer,
  type TombstonesAnswer,
  TombstonesQuestion,
} from '#libs/contracts';
import { ArchiveStore } from './archive.store.ts';
import { CorrectionStore } from './correction.store.ts';

/** Answers what was published when, what was corrected, and what of it is gone; what is under embargo is not told of. */
@Controller('internal')
export class ArchiveController {
  constructor(
    @Inject(ArchiveStore) private readonly archive: ArchiveStore,
    @Inject(CorrectionStore) private readonly corrections: CorrectionStore,
  ) {}

  @Get('archive')
  listed(@Query({ schema: ArchiveQuestion }) question: ArchiveQuestion): Promise<ArchiveAnswer> {
    return this.archive.listed(question);
  }

  @Get('calendar')
  calendar(@Query({ schema: CalendarQuestion }) question: CalendarQuestion): Promise<CalendarAnswer> {
    return this.archive.calendar(question);
  }

  @Get('months')
  months(): Promise<MonthsAnswer> {
    return this.archive.months();
  }

  @Get('corrections')
  corrected(
    @Query({ schema: CorrectionsQuestion }) question: CorrectionsQuestion,
  ): Promise<CorrectionsAnswer> {
    return this.corrections.newest(question);
  }

  @Get('tombstones')
  gone(@Query({ schema: TombstonesQuestion }) question: TombstonesQuestion): Promise<TombstonesAnswer> {
    return this.archive.gone(question);
  }
}
