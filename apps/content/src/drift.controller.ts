import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  type CountAnswer,
  IdsQuestion,
  type KnownAnswer,
  type RecordAnswer,
  RecordedQuestion,
  RecordQuestion,
} from '#libs/contracts';
import { DriftStore } from './drift.store.ts';
import { fitting } from './drift.ts';

/** Answers the desk, which holds what services keep against the record. What is held back is not among it. */
@Controller('internal/drift')
export class DriftController {
  constructor(@Inject(DriftStore) private readonly store: DriftStore) {}

  /** The next articles behind a uri. */
  @Get()
  async page(@Query({ schema: RecordQuestion }) { after, limit }: RecordQuestion): Promise<RecordAnswer> {
    const found = await this.store.page(after, limit);
    const articles = fitting(found);
    const last = articles.length < found.length || found.length === limit ? articles.at(-1) : undefined;
    return { articles, ...(last ? { next: last.change.article.uri } : {}) };
  }

  /** How many there are that readers can see. */
  @Get('count')
  async count(): Promise<CountAnswer> {
    return { public: await this.store.count() };
  }

  @Post('articles')
  @HttpCode(200)
  async of(@Body({ schema: RecordedQuestion }) { ids }: RecordedQuestion): Promise<RecordAnswer> {
    return { articles: await this.store.of(ids) };
  }

  /** Which of these ids the public was ever told of. */
  @Post('known')
  @HttpCode(200)
  async known(@Body({ schema: IdsQuestion }) { ids }: IdsQuestion): Promise<KnownAnswer> {
    return { ids: await this.store.known(ids) };
  }
}
