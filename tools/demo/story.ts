import { z } from 'zod';
import type { Envelope } from '#libs/client';
import { type ArticleInput, Block } from '#libs/contracts';
import { cloudEvent } from './event.ts';
import type { LeadOf } from './leads.ts';

const both = <T extends z.ZodType>(schema: T) => z.strictObject({ en: schema, ko: schema });
const text = z.string().min(1);

const Edition = z.strictObject({
  headline: text,
  standfirst: text,
  kicker: text,
  located: text,
  body: z.union([text, z.array(Block)]),
});

/** One story of the demo newspaper, in both languages: a file below tools/demo/articles. */
export const Story = z.strictObject({
  uri: text,
  section: text,
  /** When it was first published, before the moment of seeding. */
  hoursAgo: z.number().min(0).optional(),
  daysAgo: z.number().min(0).optional(),
  urgency: z.int().min(1).max(9),
  tags: z.array(
    z.strictObject({
      slug: text,
      type: z.enum(['person', 'organisation', 'place', 'topic', 'event']),
      en: text,
      ko: text,
    }),
  ),
  by: z.array(z.strictObject({ slug: text, en: text, ko: text })),
  related: z.array(text).optional(),
  /** What its illustration shows. */
  picture: z.strictObject({ motif: text, alt: both(text), caption: both(text) }),
  en: Edition,
  ko: Edition,
  versions: z
    .array(
      z.strictObject({
        minutesAfter: z.number(),
        changeType: z.enum(['typo', 'minor', 'material', 'correction']),
        changeNote: both(text).optional(),
        en: Edition.partial(),
        ko: Edition.partial(),
      }),
    )
    .optional(),
  publishInHours: z.number().optional(),
  embargoInHours: z.number().optional(),
  withdrawn: z
    .strictObject({
      hoursAfter: z.number(),
      reason: text,
      notice: both(z.strictObject({ headline: text, text })),
    })
    .optional(),
});
export type Story = z.infer<typeof Story>;

export type Language = 'en' | 'ko';
const HOUR = 3_600_000;

/** The uri of a story's edition; the Korean one names the English one as what it translates. */
export function uriOf(story: Pick<Story, 'uri'>, language: Language): string {
  return language === 'en' ? story.uri : `${story.uri}:ko`;
}

/** When a paper was first seeded, milliseconds since 1970, and its pictures. */
export interface Issue {
  moment: number;
  leadOf: LeadOf;
}

/** Everything the newsroom says about a story, in order: versions of both editions, then a withdrawal. */
export function demoEvents(story: Story, issue: Issue): Envelope[] {
  return (['en', 'ko'] as const).flatMap((language) => {
    const uri = uriOf(story, language);
    const first = articleOf(story, language, issue);
    const versions = (story.versions ?? []).map((change, index) => ({
      ...first,
      ...change[language],
      version: index + 2,
      changeType: change.changeType,
      ...(change.changeNote ? { changeNote: change.changeNote[language] } : {}),
    }));
    const events = [first, ...versions].map((article) => {
      return cloudEvent(typeOf(article), `${uri}#${article.version}`, article);
    });
    if (!story.withdrawn) return events;
    const { reason, notice } = story.withdrawn;
    return [
      ...events,
      cloudEvent('article.withdrawn', `${uri}#withdrawn`, { uri, reason, notice: notice[language] }),
    ];
  });
}

function typeOf({ version, changeType }: Pick<ArticleInput, 'version' | 'changeType'>): string {
  if (version === 1) return 'article.published';
  return changeType === 'correction' ? 'article.corrected' : 'article.updated';
}

/** How long before the moment of seeding it was first published. */
export function hoursOld({ hoursAgo, daysAgo = 0 }: Story): number {
  return hoursAgo ?? daysAgo * 24;
}

/** The moment that `demoEvents` was given, from what was first said about a story. */
export function momentOf(story: Story, contentCreated: string): number {
  return Math.round(Date.parse(contentCreated) + hoursOld(story) * HOUR);
}

function articleOf(story: Story, language: Language, { moment, leadOf }: Issue): ArticleInput {
  const at = (hours: number): string => new Date(moment + hours * HOUR).toISOString();
  const named = (each: { slug: string; en: string; ko: string }) => ({
    slug: each.slug,
    name: each[language],
  });
  return {
    uri: uriOf(story, language),
    version: 1,
    language,
    section: story.section,
    urgency: story.urgency,
    contentCreated: at(-hoursOld(story)),
    tags: story.tags.map((tag) => ({ ...named(tag), type: tag.type })),
    by: story.by.map(named),
    lead: leadOf(story, language),
    ...(language === 'ko' ? { translationOf: story.uri } : {}),
    ...(story.related ? { related: story.related.map((uri) => uriOf({ uri }, language)) } : {}),
    ...(story.publishInHours === undefined ? {} : { publishAt: at(story.publishInHours) }),
    ...(story.embargoInHours === undefined ? {} : { embargoedUntil: at(story.embargoInHours) }),
    ...story[language],
  };
}
