import { z } from 'zod';
import { PUBLIC_ID, PublicArticle, Uri } from './article.ts';
import { Change } from './change.ts';

/** How what is kept somewhere can differ from what is public by the record, each with its meaning. */
export const driftKinds = {
  missing: 'the record has it, and it is not there',
  stale: 'an older state of it is there',
  wrong: 'the right state is there, with other words',
  ahead: 'a newer state is there than the record has',
  ghost: 'it has left the public, and is there all the same',
  unknown: 'the record has never told of it, and it is there',
} as const;
export type DriftKind = keyof typeof driftKinds;
const DriftKind = z.enum(Object.keys(driftKinds) as [DriftKind, ...DriftKind[]]).describe('How it differs');

/** What is held against the record; content: its own revisions against its articles. */
export const driftPlaces = ['content', 'search', 'popularity', 'gateway'] as const;
export type DriftPlace = (typeof driftPlaces)[number];

/** Articles that are compared at once: small enough that no service notices it. */
export const DRIFT_PAGE = 20;
/** Ids that are asked about at once. */
export const DRIFT_IDS = 500;

const Id = z.string().regex(PUBLIC_ID, 'is not a public id');

/** An article as the record has it now. */
export const RecordedArticle = z
  .object({
    change: Change.describe('What the public was told of it last'),
    inside: DriftKind.extract(['missing', 'ghost'])
      .optional()
      .describe(
        'missing: the public state is not among its revisions; ghost: revisions of a withdrawn article are kept',
      ),
  })
  .meta({ id: 'RecordedArticle' });
export type RecordedArticle = z.infer<typeof RecordedArticle>;

export const RecordQuestion = z.strictObject({
  after: Uri.optional().describe('Articles behind this uri; absent: from the first one'),
  limit: z.coerce.number().int().min(1).max(DRIFT_PAGE).default(DRIFT_PAGE),
});
export type RecordQuestion = z.infer<typeof RecordQuestion>;

/** Articles in the order of their uris; those that the public was never told of are not among them. */
export const RecordAnswer = z.object({
  articles: z.array(RecordedArticle),
  next: Uri.optional().describe('Ask on behind it; absent: these were the last'),
});
export type RecordAnswer = z.infer<typeof RecordAnswer>;

export const RecordedQuestion = z.strictObject({ ids: z.array(Id).min(1).max(DRIFT_PAGE) });
export type RecordedQuestion = z.infer<typeof RecordedQuestion>;

/** Ids of articles: those that somebody holds, or those of them that the record knows. */
export const IdsQuestion = z.strictObject({ ids: z.array(z.string().max(300)).min(1).max(DRIFT_IDS) });
export type IdsQuestion = z.infer<typeof IdsQuestion>;
export const KnownAnswer = z.object({ ids: z.array(z.string()) });
export type KnownAnswer = z.infer<typeof KnownAnswer>;

/** What a list shows of an article. */
const DriftCard = PublicArticle.pick({
  url: true,
  headline: true,
  section: true,
  language: true,
  firstPublished: true,
});

/** A state of the record that a view is held against. */
export const DriftState = z
  .object({
    id: Id,
    seq: z.int().min(1),
    card: DriftCard.optional().describe('Absent: the article is gone'),
    change: Change.optional().describe('Only for who keeps every word'),
  })
  .meta({ id: 'DriftState' });
export type DriftState = z.infer<typeof DriftState>;

export const CompareQuestion = z.strictObject({ states: z.array(DriftState).min(1).max(DRIFT_PAGE) });
export type CompareQuestion = z.infer<typeof CompareQuestion>;
export const CompareAnswer = z.object({
  drifts: z.array(z.object({ id: z.string(), is: DriftKind, seq: z.int().optional() })),
});
export type CompareAnswer = z.infer<typeof CompareAnswer>;

/** What a view holds of an article, as far as it is compared; `same`: whether it says what it should. */
export interface Holding {
  seq: number;
  gone: boolean;
  same: boolean;
}

/** How a view that keeps all articles, those that are gone too, differs in one of them. */
export function differenceOf({ seq, card }: DriftState, held: Holding | undefined): DriftKind | undefined {
  if (!held) return 'missing';
  if (held.seq > seq) return 'ahead';
  if (card === undefined && !held.gone) return 'ghost';
  if (held.seq < seq) return 'stale';
  return held.same ? undefined : 'wrong';
}

export const HeldQuestion = z.strictObject({
  after: z.string().max(300).optional().describe('As the last answer said'),
});
export type HeldQuestion = z.infer<typeof HeldQuestion>;
export const HeldAnswer = z.object({
  ids: z.array(z.string()),
  next: z.string().optional().describe('Ask on behind it; absent: these were the last'),
});
export type HeldAnswer = z.infer<typeof HeldAnswer>;

/** One difference that stood after everything before it was applied everywhere. */
export const Drift = z
  .object({
    where: z.enum(driftPlaces),
    is: DriftKind,
    id: z.string(),
    uri: z.string().optional(),
    mended: z.boolean().describe('It was looked at once more, and is as it must be'),
  })
  .meta({ id: 'Drift' });
export type Drift = z.infer<typeof Drift>;

export const DriftQuestion = z
  .strictObject({
    heal: z
      .boolean()
      .default(false)
      .describe('Mends what differs, and removes what the record does not know'),
    who: z.string().trim().min(1).max(200).default('sosik').describe('Who asks, for the audit log'),
  })
  .meta({ id: 'DriftQuestion' });
export type DriftQuestion = z.infer<typeof DriftQuestion>;

/** How a comparison of the whole paper stands. */
export const DriftAnswer = z
  .object({
    state: z.enum(['idle', 'running', 'done', 'failed']).describe('idle: none since this process started'),
    articles: z.int().describe('Articles of the record that were held against every view'),
    held: z.int().describe('Articles of views that were held against the record'),
    drifts: z.array(Drift).max(1_000).describe('The first thousand'),
    found: z.int(),
    mended: z.int(),
    unsure: z
      .int()
      .describe(
        'Differences nobody could wait for, since something was not applied; the next pass looks again',
      ),
    reason: z.string().optional().describe('Why it failed, or what is worth knowing of it'),
    at: z.iso.datetime().optional().describe('When it ended'),
    ms: z.int().optional(),
  })
  .meta({ id: 'DriftAnswer' });
export type DriftAnswer = z.infer<typeof DriftAnswer>;
