import { Inject, Injectable } from '@nestjs/common';
import type mongoose from 'mongoose';
import type { Collection } from 'mongoose';
import {
  type ArchiveAnswer,
  type ArchiveQuestion,
  type CalendarAnswer,
  type CalendarQuestion,
  type MonthsAnswer,
  seoulSpan,
  type TombstonesAnswer,
  type TombstonesQuestion,
} from '#libs/contracts';
import { Database } from '#libs/mongo';
import { isKorean, seoulDate } from '#libs/text';
import { type ArticleDocument, namedBy } from './document.ts';

type Filter = mongoose.mongo.Filter<ArticleDocument>;

/** Readers of feeds that come by less often than this many withdrawals miss some; each costs 100 bytes of a feed. */
const MOST_TOMBSTONES = 200;
/** A paper of two hundred years; a date that is a slip of the hand makes no more of them. */
const MOST_MONTHS = 2_400;

/** What was public when: for archives, sitemaps and the tombstones of feeds. Public articles only. */
@Injectable()
export class ArchiveStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Articles first published in a span of time, without what only their pages show. */
  async listed(question: ArchiveQuestion): Promise<ArchiveAnswer> {
    const { language, from, to, order, limit, skip } = question;
    const filter = { ...publicIn(language), 'keys.published': { $gte: new Date(from), $lt: new Date(to) } };
    const direction = order === 'newest' ? -1 : 1;
    const projection = { 'article.body': 0, 'article.tags': 0, 'article.lead': 0 };
    const [found, total] = await this.ask(() =>
      Promise.all([
        this.articles
          .find(filter, { projection })
          .sort({ 'keys.published': direction, _id: direction })
          .skip(skip)
          .limit(limit)
          .toArray(),
        this.articles.countDocuments(filter),
      ]),
    );
    return { articles: found.flatMap(({ article }) => (article ? [namedBy(article)] : [])), total };
  }

  /** Days of a month that have articles, and the nearest months that have some too. */
  async calendar({ language, month }: CalendarQuestion): Promise<CalendarAnswer> {
    const span = spanOf(month);
    const names = Array.from({ length: 31 }, (_, day) => `${month}-${String(day + 1).padStart(2, '0')}`);
    const [days, before, after] = await Promise.all([
      Promise.all(names.map((name) => this.counted(name, language))),
      this.nearest(language, { $lt: new Date(span.from) }, -1),
      this.nearest(language, { $gte: new Date(span.to) }, 1),
    ]);
    return {
      days: days.filter((each) => each !== undefined),
      ...(before ? { before } : {}),
      ...(after ? { after } : {}),
    };
  }

  /** All months with articles, found one behind the other: it costs by months, not by articles between them. */
  async months(): Promise<MonthsAnswer> {
    const months: MonthsAnswer['months'] = [];
    let name = await this.nearest(undefined, { $exists: true }, -1);
    while (name !== undefined && months.length < MOST_MONTHS) {
      const month = await this.counted(name, undefined);
      if (month) months.push(month);
      name = await this.nearest(undefined, { $lt: new Date(spanOf(name).from) }, -1);
    }
    return { months };
  }

  /** What has left the public since a moment, the last first. One that is under embargo again never was. */
  async gone({ language, since }: TombstonesQuestion): Promise<TombstonesAnswer> {
    const filter: Filter = {
      'keys.gone': { $gte: new Date(since) },
      'keys.status': 'gone',
      'gone.kind': { $in: ['withdrawn', 'expired'] },
    };
    const found = await this.ask(() =>
      this.articles.find(filter).sort({ 'keys.gone': -1 }).limit(MOST_TOMBSTONES).toArray(),
    );
    const gone = found.flatMap(({ gone, keys }) => {
      const elsewhere = language && gone && isKorean(gone.language) !== isKorean(language);
      if (!gone || elsewhere || !keys.gone) return [];
      return [{ id: gone.id, section: gone.section, at: keys.gone.toISOString() }];
    });
    return { gone };
  }

  private async counted(
    name: string,
    language: string | undefined,
  ): Promise<{ name: string; articles: number } | undefined> {
    const span = seoulSpan(name);
    if (!span) return undefined;
    const published = { $gte: new Date(span.from), $lt: new Date(span.to) };
    const articles = await this.ask(() =>
      this.articles.countDocuments({ ...publicIn(language), 'keys.published': published }),
    );
    return articles > 0 ? { name, articles } : undefined;
  }

  /** The month of the nearest article on one side of a moment. */
  private async nearest(
    language: string | undefined,
    published: { $lt: Date } | { $gte: Date } | { $exists: true },
    direction: 1 | -1,
  ): Promise<string | undefined> {
    const found = await this.ask(() =>
      this.articles
        .find({ ...publicIn(language), 'keys.published': published }, { projection: { keys: 1 } })
        .sort({ 'keys.published': direction, _id: direction })
        .limit(1)
        .toArray(),
    );
    const at = found[0]?.keys.published;
    if (!at) return undefined;
    const { year, month } = seoulDate(at.toISOString());
    return `${year}-${month}`;
  }

  private get articles(): Collection<ArticleDocument> {
    return this.database.collection('articles');
  }

  private ask<T>(work: () => Promise<T>): Promise<T> {
    return this.database.ask('content.archive', work);
  }
}

function publicIn(language: string | undefined): Filter {
  const edition = language === undefined ? undefined : isKorean(language) ? 'ko' : 'en';
  return { 'keys.status': 'public', ...(edition ? { 'keys.edition': edition } : {}) };
}

function spanOf(name: string): { from: string; to: string } {
  const span = seoulSpan(name);
  if (!span) throw new RangeError(`no month or day: ${name}`);
  return span;
}
