import { z } from 'zod';
import { ArticleCard, Language } from './article.ts';
import { GoneArticle } from './change.ts';
import { beginOf, endOf } from './period.ts';

/** What archives, sitemaps, feeds and the page of corrections ask of the record. Days are those of Seoul. */

const MONTH_NAME = /^\d{4}-(0[1-9]|1[0-2])$/;
const language = Language.optional().describe('ko is Korean; en is every language that is not Korean');
const moment = z.iso.datetime({ offset: true });

export const MonthName = z.string().regex(MONTH_NAME, 'must be a month such as 2026-03');

/** When a month (`2026-03`) or a day (`2026-03-01`) begins in Seoul, and when it is over; nothing for another word. */
export function seoulSpan(name: string): { from: string; to: string } | undefined {
  const first = MONTH_NAME.test(name) ? `${name}-01` : name;
  const day = new Date(`${first}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== first) return undefined;
  return { from: beginOf(name), to: endOf(name) };
}

/** So many urls stand in one part of a sitemap; the protocol allows 50,000, a reader waits for them. */
export const SITEMAP_PART = 5_000;

export const ArchiveQuestion = z
  .strictObject({
    language,
    from: moment,
    to: moment.describe('Not included'),
    order: z.enum(['oldest', 'newest']).default('newest').describe('By first publication'),
    limit: z.coerce.number().int().min(1).max(SITEMAP_PART).default(200),
    skip: z.coerce.number().int().min(0).max(10_000_000).default(0),
  })
  .meta({ id: 'ArchiveQuestion', description: 'Which articles were first published in a span of time' });
export type ArchiveQuestion = z.infer<typeof ArchiveQuestion>;

const ArchivedArticle = ArticleCard.pick({
  id: true,
  url: true,
  headline: true,
  section: true,
  language: true,
  firstPublished: true,
  modified: true,
});

export const ArchiveAnswer = z
  .object({ articles: z.array(ArchivedArticle), total: z.int().min(0).describe('In the whole span') })
  .meta({ id: 'ArchiveAnswer' });
export type ArchiveAnswer = z.infer<typeof ArchiveAnswer>;

export const CalendarQuestion = z.strictObject({ language, month: MonthName });
export type CalendarQuestion = z.infer<typeof CalendarQuestion>;

const counted = z.array(z.object({ name: z.string(), articles: z.int().min(1) }));

export const CalendarAnswer = z
  .object({
    days: counted.describe('Days of the month with public articles, such as 2026-03-01'),
    before: MonthName.optional().describe('The nearest month before it that has some'),
    after: MonthName.optional(),
  })
  .meta({ id: 'CalendarAnswer' });
export type CalendarAnswer = z.infer<typeof CalendarAnswer>;

export const MonthsAnswer = z
  .object({ months: counted.describe('Newest first, those of both editions together') })
  .meta({ id: 'MonthsAnswer' });
export type MonthsAnswer = z.infer<typeof MonthsAnswer>;

export const CorrectionsQuestion = z.strictObject({
  language,
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z
    .string()
    .max(400)
    .regex(/^[A-Za-z0-9_-]+$/, 'is not a cursor of ours')
    .optional(),
});
export type CorrectionsQuestion = z.infer<typeof CorrectionsQuestion>;

export const Correction = z
  .object({
    version: z.int().min(1),
    at: z.string().describe('When it became public'),
    note: z.string().optional(),
  })
  .meta({ id: 'Correction', description: 'A correction that readers have been told' });
export type Correction = z.infer<typeof Correction>;

export const CorrectionsAnswer = z
  .object({
    corrections: z
      .array(Correction.extend({ article: ArchivedArticle.describe('As it is called now') }))
      .describe('Of articles that are public, newest first'),
    next: z.string().optional(),
  })
  .meta({ id: 'CorrectionsAnswer' });
export type CorrectionsAnswer = z.infer<typeof CorrectionsAnswer>;

export const TombstonesQuestion = z.strictObject({ language, since: moment });
export type TombstonesQuestion = z.infer<typeof TombstonesQuestion>;

/** What has left the public and may be told to have done so: what is under embargo again may not. */
export const TombstonesAnswer = z
  .object({
    gone: z.array(GoneArticle.pick({ id: true, section: true }).extend({ at: moment })),
  })
  .meta({ id: 'TombstonesAnswer' });
export type TombstonesAnswer = z.infer<typeof TombstonesAnswer>;
