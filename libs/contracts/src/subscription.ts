import { z } from 'zod';
import { Slug } from './article.ts';

/** Who outside hears of public changes, as the newsroom API makes it and the log carries it. */

/** What a subscription may be told of: the types of the change log. */
export const webhookTypes = ['article.public', 'article.gone', 'front.public', 'breaking.public'] as const;
export type WebhookType = (typeof webhookTypes)[number];

const moment = z.iso.datetime({ offset: true });
const by = z.string().min(1).describe('Id of the key that asked for it');

const Url = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .refine((url) => {
    const read = URL.parse(url);
    return read !== null && read.username === '' && read.password === '' && read.hash === '';
  }, 'may name no user and no fragment')
  .describe('Where messages are sent, http or https; only public addresses are connected to');
const distinct = (list: readonly string[]) => new Set(list).size === list.length;
const Types = z
  .array(z.enum(webhookTypes))
  .min(1)
  .refine(distinct, 'names a type twice')
  .describe('What it is told of; whoever keeps articles needs article.gone beside article.public');
const Sections = z
  .array(Slug)
  .min(1)
  .max(50)
  .refine(distinct, 'names a section twice')
  .describe('Only articles of these sections; what was told once is told further when it moves');
const Languages = z
  .array(z.string().regex(/^[a-z]{2,3}$/, 'must be a language without region, such as ko'))
  .min(1)
  .max(20)
  .refine(distinct, 'names a language twice')
  .describe('Only articles of these languages, and fronts of these editions');
const Description = z
  .string()
  .normalize('NFC')
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u, 'must be one line of visible characters')
  .describe('Who it is, for people');

const wanted = {
  url: Url,
  types: Types,
  sections: Sections.optional(),
  languages: Languages.optional(),
  description: Description.optional(),
};

export const WebhookInput = z
  .strictObject(wanted)
  .meta({ id: 'WebhookInput', description: 'Somebody who shall hear of public changes' });
export type WebhookInput = z.infer<typeof WebhookInput>;

export const WebhookPatch = z
  .strictObject({
    url: Url.optional(),
    types: Types.optional(),
    sections: Sections.nullable().optional(),
    languages: Languages.nullable().optional(),
    description: Description.nullable().optional(),
    state: z
      .enum(['active', 'paused'])
      .optional()
      .describe('paused: messages are kept and wait; active brings a disabled one back too'),
  })
  .meta({ id: 'WebhookPatch', description: 'What shall be different; null takes a part away' });
export type WebhookPatch = z.infer<typeof WebhookPatch>;

export const WebhookFacts = z
  .object({
    id: z.string().min(1).max(64).describe('Public name of the subscription'),
    ...wanted,
    state: z
      .enum(['active', 'paused', 'disabled'])
      .describe('disabled: the receiver has answered 410 and is told nothing any more'),
    createdAt: moment.describe('It is told of what became public from then on'),
    changedAt: moment,
  })
  .meta({ id: 'Webhook', description: 'A subscription to public changes, without its secret' });
export type WebhookFacts = z.infer<typeof WebhookFacts>;

/** As it is after a change at that moment. */
export function patched(facts: WebhookFacts, patch: WebhookPatch, at: string): WebhookFacts {
  const { sections: _sections, languages: _languages, description: _description, ...kept } = facts;
  const { url = facts.url, types = facts.types, state = facts.state } = patch;
  const given = (['sections', 'languages', 'description'] as const).flatMap((name) => {
    const value = patch[name] === undefined ? facts[name] : patch[name];
    return value === null || value === undefined ? [] : [[name, value] as const];
  });
  return { ...kept, url, types, state, ...Object.fromEntries(given), changedAt: at };
}

export const WebhookMade = WebhookFacts.extend({
  secret: z.string().describe('Standard Webhooks secret, whsec_ and base64; shown this once'),
}).meta({ id: 'WebhookMade' });
export type WebhookMade = z.infer<typeof WebhookMade>;

export const WebhookList = z.object({ data: z.array(WebhookFacts) }).meta({ id: 'WebhookList' });
export type WebhookList = z.infer<typeof WebhookList>;

const Sealed = z.string().min(1).describe('Encrypted with a key from the settings of gates and syndication');
const id = WebhookFacts.shape.id;

/**
 * One record of `syndication.subscriptions.v1`. A deletion, a disabling and secrets are records under keys of their
 * own, so that two processes that write at the same moment undo nothing of each other.
 */
export const SubscriptionRecord = z
  .discriminatedUnion('type', [
    WebhookFacts.extend({ type: z.literal('subscription.said'), by }),
    z.object({ type: z.literal('subscription.disabled'), id, at: moment, reason: z.string() }),
    z.object({ type: z.literal('subscription.deleted'), id, at: moment, by }),
    z.object({
      type: z.literal('subscription.secret'),
      id,
      secrets: z
        .array(
          z.object({ sealed: Sealed, until: moment.optional().describe('Absent: until it is replaced') }),
        )
        .max(2)
        .describe('The newest first; empty once the subscription is deleted'),
      at: moment,
      by,
    }),
  ])
  .meta({ id: 'SubscriptionRecord' });
export type SubscriptionRecord = z.infer<typeof SubscriptionRecord>;

type Sealings = Extract<SubscriptionRecord, { type: 'subscription.secret' }>['secrets'];

interface Entry {
  said?: { facts: WebhookFacts; offset: number };
  disabled?: number;
  deleted?: boolean;
  secrets?: { list: Sealings; offset: number };
}

/**
 * The subscriptions that a process has heard of, from the log or by itself, in any order and repeated. The highest
 * offset of a kind holds; a deletion is absorbing; a disabling holds until something is said of the subscription
 * after it.
 */
export class SubscriptionBook {
  private readonly entries = new Map<string, Entry>();

  take(record: SubscriptionRecord, offset: number): void {
    const entry = this.entries.get(record.id) ?? {};
    this.entries.set(record.id, entry);
    if (record.type === 'subscription.deleted') entry.deleted = true;
    if (record.type === 'subscription.disabled') entry.disabled = Math.max(entry.disabled ?? 0, offset);
    if (record.type === 'subscription.said' && offset >= (entry.said?.offset ?? 0)) {
      const { type: _type, by: _by, ...facts } = record;
      entry.said = { facts, offset };
    }
    if (record.type === 'subscription.secret' && offset >= (entry.secrets?.offset ?? 0)) {
      entry.secrets = { list: record.secrets, offset };
    }
  }

  get(id: string): WebhookFacts | undefined {
    const entry = this.entries.get(id);
    return entry && factsOf(entry);
  }

  /** Those that are not deleted, the oldest first. */
  all(): WebhookFacts[] {
    return [...this.entries.values()]
      .flatMap((entry) => factsOf(entry) ?? [])
      .toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt) || (a.id < b.id ? -1 : 1));
  }

  /** Those that were deleted. */
  deleted(): string[] {
    return [...this.entries].flatMap(([each, { deleted }]) => (deleted ? [each] : []));
  }

  /** Sealed secrets that hold, the newest first. */
  secrets(of: string, now: number): string[] {
    const list = this.entries.get(of)?.secrets?.list ?? [];
    return list
      .filter(({ until }) => until === undefined || now < Date.parse(until))
      .map(({ sealed }) => sealed);
  }
}

function factsOf({ said, disabled, deleted }: Entry): WebhookFacts | undefined {
  if (!said || deleted) return undefined;
  return disabled !== undefined && disabled > said.offset ? { ...said.facts, state: 'disabled' } : said.facts;
}
