import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';

/** The rules of the WebSub hub (W3C Recommendation of 2018), as far as they need no one else. */

const DAY_SECONDS = 86_400;
/** A follower that is forgotten by its owner goes by itself. */
const LEASE_SECONDS = { least: 300, usual: 7 * DAY_SECONDS, most: 10 * DAY_SECONDS };
/** Feeds that are kept ready; what answers a question is made anew for each who asks. */
const FEED = /^(?:\/ko)?(?:\/(?!search\/)[^/?#]+|\/(?:tag|author)\/[^/?#]+)?\/feed\.(?:xml|atom|json)$/;

export const HubRequest = z.object({
  'hub.mode': z.enum(['subscribe', 'unsubscribe']),
  'hub.topic': z.url({ protocol: /^https?$/ }).max(1_000),
  'hub.callback': z.url({ protocol: /^https?$/ }).max(1_000),
  'hub.secret': z.string().min(1).max(199).optional(),
  'hub.lease_seconds': z.coerce.number().int().min(0).optional(),
});
export type HubRequest = z.infer<typeof HubRequest>;

/** Path of a feed of ours, or nothing if the topic is none. */
export function feedPathOf(topic: string, origin: string): string | undefined {
  const path = topic.startsWith(`${origin}/`) ? topic.slice(origin.length) : undefined;
  return path !== undefined && FEED.test(path) ? path : undefined;
}

/** How long a subscription shall hold, from what was asked for. */
export function leaseOf(asked: number | undefined): number {
  const { least, usual, most } = LEASE_SECONDS;
  return Math.min(most, Math.max(least, asked ?? usual));
}

/** Name of a follower: who asks again for the same is the same. */
export function followerId(topic: string, callback: string): string {
  return `hub_${createHash('sha256').update(`${topic}\n${callback}`).digest('hex').slice(0, 32)}`;
}

/** Whether the name of a subscription is that of a follower. */
export function isFollower(id: string): boolean {
  return id.startsWith('hub_');
}

/** The address by which a follower is asked whether it meant it, or told that it may not; what it had is kept. */
export function callbackWith(callback: string, fields: Readonly<Record<string, string>>): string {
  const url = new URL(callback);
  for (const [name, value] of Object.entries(fields)) url.searchParams.append(`hub.${name}`, value);
  return url.href;
}

export function hubSignature(secret: string, body: Buffer): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Field `Link` of what is handed out. */
export function hubLink(hub: string, topic: string): string {
  return `<${hub}>; rel="hub", <${topic}>; rel="self"`;
}
