import { z } from 'zod';
import { ArticleCard, Language, Slug, Uri } from './article.ts';

/** What editors decide beside articles: who stands where on a front, what is breaking, how tags and authors are called. */

const line = (length: number) => z.string().trim().min(1).max(length);
const moment = z.iso.datetime({ offset: true });

const Edition = z.enum(['en', 'ko']).describe('ko is Korean; en is every language that is not Korean');

/** Places of a front that editors may fill; a page fills the others, and those whose article is not public. */
export const frontSlots = [
  'lead',
  'stack-1',
  'stack-2',
  'stack-3',
  'stack-4',
  'feature-1',
  'feature-2',
  'opinion-1',
  'opinion-2',
] as const;
const Slot = z.enum(frontSlots);
export type FrontSlot = z.infer<typeof Slot>;

export const FrontCuration = z
  .object({
    edition: Edition,
    version: z.int().min(1).describe('Rises with each arrangement of this front'),
    slots: z
      .array(z.object({ slot: Slot, uri: Uri }))
      .max(frontSlots.length)
      .refine((slots) => new Set(slots.map(({ slot }) => slot)).size === slots.length, {
        message: 'names a slot twice',
      })
      .describe('The whole arrangement; a slot that is not named is filled by the page itself'),
  })
  .meta({ id: 'FrontCuration', description: 'Which articles stand where on the front of an edition' });
export type FrontCuration = z.infer<typeof FrontCuration>;

const alert = {
  id: line(200).describe('Of the alert; the same id again, in the same edition, is a new wording of it'),
  headline: line(300).describe('Shown as it is, also while the article is not public'),
  language: Language,
  uri: Uri.optional().describe('The article it leads to, as long as that is public'),
};
export const AlertInput = z
  .object(alert)
  .meta({ id: 'AlertInput', description: 'An alert above every front and article of its edition' });
export type AlertInput = z.infer<typeof AlertInput>;

export const AlertClearing = z
  .object({ ...alert, headline: alert.headline.optional(), language: alert.language.optional() })
  .meta({ id: 'AlertClearing', description: 'Takes an alert away, in both editions; only its id counts' });
export type AlertClearing = z.infer<typeof AlertClearing>;

export const Renaming = z
  .object({
    slug: Slug.describe('As it stands in addresses until now'),
    name: line(100).describe('As it is called from now on'),
    newSlug: Slug.optional().describe('As it stands in addresses from now on; absent: it stays'),
  })
  .meta({ id: 'Renaming', description: 'A new name, and perhaps a new address, of a tag or an author' });
export type Renaming = z.infer<typeof Renaming>;

/** Types of events about something other than an article, with the shape of their data. */
export const editorialTypes = {
  'front.curated': FrontCuration,
  'breaking.raised': AlertInput,
  'breaking.cleared': AlertClearing,
  'tag.renamed': Renaming,
  'author.renamed': Renaming,
} as const;
export type EditorialType = keyof typeof editorialTypes;

/** Keys under which the change log tells what is no article: no article may have one of them for its uri. */
export const reservedUris: readonly string[] = ['front:en', 'front:ko', 'breaking'];

/** What an event is about: its subject, and its key in the logs. */
export function editorialKey(event: { type: EditorialType; data: unknown }): string {
  const { type } = event;
  const data = event.data as FrontCuration | AlertClearing | Renaming;
  if ('edition' in data) return `front:${data.edition}`;
  return 'slug' in data ? `${type.split('.', 1)[0]}:${data.slug}` : 'breaking';
}

const common = {
  id: z.string(),
  source: z.string(),
  uri: z.string().describe('What it is about; see `editorialKey`'),
  expectedVersion: z.int().min(0).optional(),
  replayOf: z.int().min(1).optional(),
};

/** One record of the intake log that is about no article. */
export const EditorialEvent = z
  .discriminatedUnion('type', [
    z.object({ ...common, type: z.literal('front.curated'), data: FrontCuration }),
    z.object({ ...common, type: z.literal('breaking.raised'), data: AlertInput }),
    z.object({ ...common, type: z.literal('breaking.cleared'), data: AlertClearing }),
    z.object({ ...common, type: z.literal('tag.renamed'), data: Renaming }),
    z.object({ ...common, type: z.literal('author.renamed'), data: Renaming }),
  ])
  .refine((event) => event.uri === editorialKey(event), { message: 'lies under another key than its own' });
export type EditorialEvent = z.infer<typeof EditorialEvent>;

/** An alert as readers may know it. */
const Alert = z.object({
  id: z.string(),
  headline: z.string(),
  language: Language,
  raised: moment.describe('When it was raised first'),
  updated: moment.optional().describe('When it got the words it has now, if it had others before'),
});

/**
 * One record of the change log that is about no article. It names none either, since that may be under embargo:
 * whoever shows a front or an alert asks content which of the articles are public.
 */
export const EditorialChange = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('front.public'),
    front: z.object({ uri: z.string(), edition: Edition, version: z.int(), seq: z.int().min(1) }),
  }),
  z.object({
    type: z.literal('breaking.public'),
    breaking: z.object({ uri: z.string(), seq: z.int().min(1), alerts: z.array(Alert) }),
  }),
]);
export type EditorialChange = z.infer<typeof EditorialChange>;

/** The arrangement of a front, with those of its articles that are public and belong to the edition. */
export const FrontAnswer = z
  .object({ slots: z.array(z.object({ slot: Slot, article: ArticleCard.optional() })) })
  .meta({ id: 'FrontAnswer' });
export type FrontAnswer = z.infer<typeof FrontAnswer>;

export const AlertAnswer = Alert.extend({
  article: ArticleCard.pick({ id: true, url: true, headline: true, language: true })
    .optional()
    .describe('Where it leads to; absent while that is not public'),
}).meta({ id: 'Alert' });
export type AlertAnswer = z.infer<typeof AlertAnswer>;

export const BreakingAnswer = z
  .object({
    alerts: z.array(AlertAnswer).describe('Of the last 48 hours, those of both editions, newest first'),
    awaiting: z.boolean().describe('Whether one of them names an article that is not public'),
  })
  .meta({ id: 'BreakingAnswer' });
export type BreakingAnswer = z.infer<typeof BreakingAnswer>;

/** How a tag or an author is called and addressed now. */
export const NameAnswer = z.object({ slug: Slug, name: z.string() }).meta({ id: 'NameAnswer' });
export type NameAnswer = z.infer<typeof NameAnswer>;

export const FrontQuery = z.strictObject({ lang: Edition.default('en') });
export type FrontQuery = z.infer<typeof FrontQuery>;

export const BreakingQuery = z.strictObject({ lang: Edition.optional() });
export type BreakingQuery = z.infer<typeof BreakingQuery>;
