import { createHash } from 'node:crypto';
import { type Change, type EditorialChange, isHidden, toldIn, type WebhookFacts } from '#libs/contracts';

/**
 * What a change is for a subscription. send: it is told. follow: it is told if something of the same was told before,
 * since a receiver that has an article of another section must hear that it moved, or is gone. drop: it is not told,
 * and what waits about the same is not told any more either.
 */
export type Passage = 'send' | 'follow' | 'drop';

/** A subscription is made by one clock, the log is stamped by another; and what is not read yet is no older than this. */
const SLACK_MS = 60_000;

/** The passage of a change that was appended at `at`, or nothing if it does not concern the subscription at all. */
export function passageOf(
  { types, sections, languages, state, createdAt }: WebhookFacts,
  change: Change | EditorialChange,
  at: number,
): Passage | undefined {
  if (at + SLACK_MS < Date.parse(createdAt)) return undefined;
  const wanted = (types as readonly string[]).includes(change.type);
  if (change.type === 'front.public' || change.type === 'breaking.public') {
    const fits = change.type === 'breaking.public' || (languages?.includes(change.front.edition) ?? true);
    return wanted && fits ? (state === 'disabled' ? 'drop' : 'send') : undefined;
  }
  if (!types.includes('article.public') && !types.includes('article.gone')) return undefined;
  if (!wanted || state === 'disabled') return 'drop';
  const { section, language } = change.article;
  const [base = ''] = language.toLowerCase().split('-');
  const here = !isHidden(section) && (sections?.includes(section) ?? true);
  const fits = here && (languages?.includes(base) ?? true);
  return fits ? 'send' : 'follow';
}

/** A change as a CloudEvent in structured mode; the same bytes however often it is made. */
export function messageOf(change: Change | EditorialChange, source: string, at: number): string {
  const data = toldIn(change);
  return JSON.stringify({
    specversion: '1.0',
    id: `${data.uri}@${data.seq}`,
    source,
    type: change.type,
    subject: data.uri,
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    data,
  });
}

/** Name of a message: the same for the same state of the same, so that a receiver can tell a repetition. */
export function deliveryId(webhook: string, uri: string, seq: number): string {
  const digest = createHash('sha256').update(`${webhook}\n${uri}\n${seq}`).digest('hex');
  return `msg_${digest.slice(0, 32)}`;
}
