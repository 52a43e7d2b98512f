import { z } from 'zod';
import { CacheKey, MediaId, type PurgeAnswer, Uri } from '#libs/contracts';
import { idOfPath, publicId } from '#libs/text';
import type { Known } from '../known.ts';
import type { Act } from '../pages/act.page.tsx';

/** What the form says: a key, or what leads to one. */
export const PurgeForm = z.object({ key: z.string().trim().min(1).max(2_000) });

/** The key that is meant: as it is, of an article by its address or uri, or of a picture by its id; nothing if it is none. */
export function keyIn(text: string): string | undefined {
  const known = CacheKey.safeParse(text.normalize('NFC'));
  if (known.success) return known.data;
  if (MediaId.safeParse(text).success) return `media:${text}`;
  const id = idOfPath(text.replace(/^https?:\/\/[^/]+/, ''));
  if (id !== undefined) return `article:${id}`;
  // A uri that begins like a key is a key that was cut off.
  const uri = text.includes(':') && !kinds.some(([pattern]) => pattern.test(text));
  return uri && Uri.safeParse(text).success ? `article:${publicId(text)}` : undefined;
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^article:/, 'the page of the article, its API answers and its revisions'],
  [/^named:list:/, 'seldom read lists of the edition: tags, archive, sitemaps'],
  [/^named:/, 'pages that only name it'],
  [/^list:/, 'front, sections, feeds and lists of the edition, and what is seldom read of it'],
  [/^front:/, 'the front of the edition'],
  [/^breaking:/, 'what shows an alert'],
  [/^(tag|author|section):/, 'its page and its feeds'],
  [/^media:/, 'all renditions of the picture'],
];

/** What is kept under a key, in words. */
export function keptUnder(key: string): string {
  return kinds.find(([pattern]) => pattern.test(key))?.[1] ?? 'what carries it';
}

interface Counted {
  url: string;
  said: Known<PurgeAnswer>;
}

/** The page that asks before it is done; it says how much it is at each gateway. */
export function actOf(key: string, counted: readonly Counted[]): Act {
  return {
    title: 'Remove these bytes?',
    facts: [
      ['Key', key],
      ['That is', keptUnder(key)],
      ...counted.map(
        ({ url, said }) =>
          [
            `At ${url}`,
            'is' in said
              ? `${said.is.entries} answers carry it`
              : 'does not answer: nothing is removed there',
          ] as const,
      ),
    ],
    effects: [
      'Every gateway removes what carries the key. What readers have asked for lately is made anew at once, the rest when somebody asks.',
      'Readers get what the record says now. Nothing is lost: it only costs the time of making it.',
      'Browsers, and caches between here and readers, keep what they have for up to 5 seconds.',
    ],
    action: '/cache',
    fields: { key },
    button: 'Remove them',
    place: '/cache',
  };
}
