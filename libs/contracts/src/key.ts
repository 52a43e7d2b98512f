import { z } from 'zod';
import type { Operation } from './operation.ts';

/** What a key may be for, each with its meaning. Closed: clients may rely on it. */
export const scopes = {
  publish: 'say that articles are published, updated, corrected or reinstated, and bring pictures',
  withdraw: 'take articles from the public',
  curate: 'choose what a front shows, rename tags and authors, pin in lists and keep out of them',
  breaking: 'raise and clear breaking news',
  read: 'ask where an event is, and how sources are',
  admin: 'make and revoke keys',
} as const;
export type Scope = keyof typeof scopes;

const Scopes = z
  .array(z.enum(Object.keys(scopes) as [Scope, ...Scope[]]))
  .min(1)
  .max(Object.keys(scopes).length)
  .refine((list) => new Set(list).size === list.length, 'names a scope twice')
  .describe('What the key may be used for');
const Mode = z
  .enum(['live', 'test'])
  .describe('A test key is warned about gaps that a live key is refused for');
const Prefixes = z
  .array(
    z
      .string()
      .min(1)
      .max(256)
      .regex(/^[A-Za-z0-9._~:/@-]+$/, 'must be of A-Z a-z 0-9 . _ ~ : / @ -'),
  )
  .min(1)
  .max(20)
  .describe('The key speaks only of what has a uri that begins with one of these; absent: of everything');
const moment = z.iso.datetime({ offset: true }).describe('RFC 3339 with zone');

/** Only what is bound to nothing may make keys: it could make itself one that is not bound. */
const unbound = ({ scopes: list, prefixes }: { scopes: Scope[]; prefixes?: string[] | undefined }) =>
  prefixes === undefined || !list.includes('admin');

export const KeyInput = z
  .strictObject({
    name: z
      .string()
      .normalize('NFC')
      .trim()
      .min(1)
      .max(100)
      .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u, 'must be one line of visible characters')
      .describe('Which system it is for; for people, and for logs'),
    mode: Mode,
    scopes: Scopes,
    prefixes: Prefixes.optional(),
    expires: moment.optional().describe('From then on it opens nothing'),
  })
  .refine(unbound, { path: ['prefixes'], message: 'bind no key with the scope admin' })
  .meta({ id: 'KeyInput', description: 'A key of the newsroom API that shall be made' });
export type KeyInput = z.infer<typeof KeyInput>;

export const KeyFacts = z
  .object({
    id: z.string().describe('Public name of the key, safe to log'),
    name: z.string(),
    mode: Mode,
    scopes: Scopes,
    prefixes: Prefixes.optional(),
    created: moment,
    expires: moment.optional(),
    revoked: moment.optional().describe('Since then it opens nothing'),
  })
  .meta({ id: 'Key', description: 'A key of the newsroom API, without its secret' });
export type KeyFacts = z.infer<typeof KeyFacts>;

export const KeyMade = KeyFacts.omit({ revoked: true })
  .extend({ secret: z.string().describe('The key itself; shown this once, kept nowhere') })
  .meta({ id: 'KeyMade' });
export type KeyMade = z.infer<typeof KeyMade>;

export const KeyList = z.object({ data: z.array(KeyFacts) }).meta({ id: 'KeyList' });
export type KeyList = z.infer<typeof KeyList>;

export const WebhookSecret = z
  .object({
    secret: z
      .string()
      .describe('Standard Webhooks secret, whsec_ and base64; what it signs comes from this key'),
    previousValidUntil: moment.optional().describe('Until then the secret before it signs too; absent: none'),
  })
  .meta({ id: 'WebhookSecret' });
export type WebhookSecret = z.infer<typeof WebhookSecret>;

export const WhoAmI = KeyFacts.pick({ id: true, name: true, mode: true, scopes: true, prefixes: true })
  .extend({
    quota: z.object({
      limit: z.int().describe('Events and requests that may come at once'),
      remaining: z.int().describe('How many of them may come now'),
      reset: z.int().describe('Seconds until all of them may'),
    }),
  })
  .meta({ id: 'WhoAmI', description: 'The key that asks' });
export type WhoAmI = z.infer<typeof WhoAmI>;

const by = z.string().min(1).describe('Id of the key that asked for it');
const Sealed = z.string().min(1).describe('Encrypted with a key from the settings of the gates');

/**
 * One record of `ingest.keys.v1`. What is made is never changed: a revocation and webhook secrets are records
 * under keys of their own, so that two gates that write at the same moment undo nothing of each other.
 */
export const KeyRecord = z
  .discriminatedUnion('type', [
    KeyFacts.omit({ revoked: true }).extend({
      type: z.literal('key.made'),
      hash: z
        .string()
        .regex(/^[\da-f]{64}$/)
        .describe('SHA-256 of the secret, hexadecimal'),
      by,
    }),
    z.object({ type: z.literal('key.revoked'), id: z.string().min(1), at: moment, by }),
    z.object({
      type: z.literal('key.webhook'),
      id: z.string().min(1),
      secrets: z
        .array(
          z.object({ sealed: Sealed, until: moment.optional().describe('Absent: until it is replaced') }),
        )
        .min(1)
        .max(2),
      at: moment,
      by,
    }),
  ])
  .meta({ id: 'KeyRecord' });
export type KeyRecord = z.infer<typeof KeyRecord>;

export const KeyParameters = z.object({ id: z.string().min(1).max(64).describe('Id of the key') });
export type KeyParameters = z.infer<typeof KeyParameters>;

const group = 'Keys';

export const keyOperations: Operation[] = [
  {
    id: 'whoAmI',
    method: 'get',
    path: '/v1/whoami',
    group,
    summary: 'What the key that asks may do',
    scope: 'any',
    answers: { 200: { description: 'The key, and what is left of its limits', schema: WhoAmI } },
    samples: [{ name: 'The key that asks' }],
  },
  {
    id: 'makeKey',
    method: 'post',
    path: '/v1/keys',
    group,
    summary: 'Make a key',
    description: 'The secret is in this answer and nowhere else. The key opens every gate within a second.',
    scope: 'admin',
    bodies: [{ type: 'application/json', schema: KeyInput }],
    answers: { 201: { description: 'Made', schema: KeyMade } },
    problems: ['invalid_parameter', 'dependency_unavailable'],
    samples: [
      {
        name: 'For a system that sends the articles of one desk',
        body: {
          type: 'application/json',
          value: {
            name: '사회부 편집기',
            mode: 'live',
            scopes: ['publish', 'withdraw', 'read'],
            prefixes: ['urn:newsroom:'],
          },
        },
      },
    ],
  },
  {
    id: 'listKeys',
    method: 'get',
    path: '/v1/keys',
    group,
    summary: 'Which keys there are, revoked ones too',
    scope: 'admin',
    answers: { 200: { description: 'Without their secrets', schema: KeyList } },
    samples: [{ name: 'All' }],
  },
  {
    id: 'revokeKey',
    method: 'delete',
    path: '/v1/keys/{id}',
    group,
    summary: 'Revoke a key',
    description: 'It opens nothing any more, at every gate within a second, on open connections too.',
    scope: 'admin',
    parameters: KeyParameters,
    answers: { 204: { description: 'Revoked, now or before' } },
    problems: ['dependency_unavailable'],
  },
  {
    id: 'makeWebhookSecret',
    method: 'post',
    path: '/v1/keys/{id}/webhook-secret',
    group,
    summary: 'Make a secret by which a key signs its requests',
    description:
      'For senders of Standard Webhooks, which sign instead of naming a key. The secret before it stays valid for a day.',
    scope: 'admin',
    parameters: KeyParameters,
    answers: { 201: { description: 'Made; shown this once', schema: WebhookSecret } },
    problems: ['dependency_unavailable'],
  },
];
