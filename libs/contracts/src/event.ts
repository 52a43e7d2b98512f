import { z } from 'zod';
import { Article, ArticleInput, Notice, Uri } from './article.ts';
import { MediaId } from './body.ts';
import { editorialTypes } from './editorial.ts';

/** CloudEvents 1.0.2 context attributes; other attributes are extensions and are kept. */
export const Envelope = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z.string().min(1).max(200).describe('With source: the idempotency of the event'),
    source: z.string().min(1).max(500).describe('Which system says it'),
    type: z.string().min(1).max(100),
    subject: z.string().min(1).max(300).optional(),
    time: z.iso.datetime({ offset: true }).optional(),
    datacontenttype: z
      .string()
      .regex(/^application\/([a-z0-9.+-]+\+)?json(;.*)?$/i, 'must be JSON')
      .optional(),
    dataschema: z
      .string()
      .regex(/^[a-z][a-z0-9+.-]*:\S+$/i, 'must be a URI')
      .max(2_000)
      .optional(),
    data: z.unknown(),
  })
  .meta({ id: 'CloudEvent', description: 'CloudEvents 1.0.2, structured mode' });
export type Envelope = z.infer<typeof Envelope>;

export const WithdrawalInput = z
  .object({
    uri: Uri,
    version: z.int().min(1).optional().describe('Absent: now, whatever the version'),
    reason: z.string().trim().min(1).max(1_000),
    notice: Notice.optional(),
  })
  .meta({ id: 'Withdrawal', description: 'Takes an article from every surface' });
export type WithdrawalInput = z.infer<typeof WithdrawalInput>;

/** Made by content itself when a held version or an expiry is due; repeats are harmless. */
export const Due = z.object({ uri: Uri, at: z.iso.datetime({ offset: true }) }).meta({ id: 'ArticleDue' });
export type Due = z.infer<typeof Due>;

/** Made by content itself when the picture at an address has been fetched, or can't be; repeats are harmless. */
export const MediaReady = z
  .object({
    uri: Uri,
    href: z.string().describe('As the article names it'),
    mediaId: MediaId.optional().describe('Under which it is kept now'),
    failed: z.string().optional().describe('Why there is none, in words; it is not tried again'),
  })
  .meta({ id: 'MediaReady' });
export type MediaReady = z.infer<typeof MediaReady>;

/** Types a newsroom may send, with the shape of their data. */
export const newsroomTypes = {
  'article.published': ArticleInput,
  'article.updated': ArticleInput,
  'article.corrected': ArticleInput,
  'article.withdrawn': WithdrawalInput,
  'article.reinstated': ArticleInput,
  ...editorialTypes,
} as const;
export type NewsroomType = keyof typeof newsroomTypes;

/** Types only Sosik itself writes into the intake log; the gate refuses them. */
export const internalTypes = ['article.due', 'article.reprojected', 'media.ready'] as const;

const common = {
  id: z.string(),
  source: z.string(),
  uri: Uri,
  expectedVersion: z.int().min(0).optional().describe('What the writer believed to be public (If-Match)'),
  replayOf: z
    .int()
    .min(1)
    .optional()
    .describe('Number of the record this one is a replay of: what was said after that one still holds'),
  reread: z
    .boolean()
    .optional()
    .describe('Read again out of a kept payload: it may replace the public state of its own version'),
};

/**
 * One record of the intake log about an article, decoded: what happened to which one, said by whom. Records about
 * something else are `EditorialEvent`s.
 */
export const IntakeEvent = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('article.published'), data: Article }),
  z.object({ ...common, type: z.literal('article.updated'), data: Article }),
  z.object({ ...common, type: z.literal('article.corrected'), data: Article }),
  z.object({ ...common, type: z.literal('article.reinstated'), data: Article }),
  // A withdrawal must work even if nearly everything else about the record is wrong.
  z.object({
    ...common,
    type: z.literal('article.withdrawn'),
    data: z.object({
      uri: Uri,
      version: z.int().min(1).optional().catch(undefined),
      reason: z.string().catch('no reason given'),
      notice: Notice.optional().catch(undefined),
    }),
  }),
  z.object({ ...common, type: z.literal('article.due'), data: Due }),
  // Asks for nothing but that the article's newest state be told to the change log once more.
  z.object({ ...common, type: z.literal('article.reprojected'), data: z.object({ uri: Uri }) }),
  z.object({ ...common, type: z.literal('media.ready'), data: MediaReady }),
]);
export type IntakeEvent = z.infer<typeof IntakeEvent>;
