import { type Article, type Fault, type Media, MediaId } from '#libs/contracts';
import type { Inscription } from './inscription.ts';

/** What is written in pictures, by their ids. */
export type Inscriptions = ReadonlyMap<string, Inscription>;

export const noInscriptions: Inscriptions = new Map();

const words = ['caption', 'credit'] as const;
const isUnsaid = (media: Partial<Media>) => words.some((name) => media[name] === undefined);

/** An event, as it came: anything. */
interface Given {
  data?: { lead?: Partial<Media>; body?: unknown } | null;
}

/** Ids of the pictures in an event that it says no caption or no credit of; the event may be anything. */
export function unsaidIn(event: unknown): string[] {
  const { lead, body } = (event as Given | null)?.data ?? {};
  const blocks = Array.isArray(body) ? (body as { media?: Partial<Media>; images?: unknown }[]) : [];
  const inside = blocks.flatMap((block) => [
    block?.media,
    ...(Array.isArray(block?.images) ? block.images : []),
  ]);
  const named = [lead, ...inside].flatMap((media?: Partial<Media> | null) =>
    typeof media === 'object' && media !== null && MediaId.safeParse(media.mediaId).success && isUnsaid(media)
      ? [String(media.mediaId)]
      : [],
  );
  return [...new Set(named)].slice(0, MOST_ASKED);
}

/** No article shows more. */
const MOST_ASKED = 100;

/** Whether only the picture can say whose it is. */
export function needsCredit(event: unknown): boolean {
  const lead = (event as Given | null)?.data?.lead;
  return lead?.mediaId !== undefined && !lead.credit;
}

/** What of an article is taken from its pictures, as warnings with their places. */
export function fromPictures({ lead, body }: Article, known: Inscriptions): Fault[] {
  if (known.size === 0) return [];
  const places: [string, Media][] = [
    ...(lead ? [['/data/lead', lead] as [string, Media]] : []),
    ...body.flatMap((block, index): [string, Media][] => {
      const place = `/data/body/${index}`;
      if (block.type === 'image') return [[`${place}/media`, block.media]];
      return block.type === 'gallery' ? block.images.map((each, at) => [`${place}/images/${at}`, each]) : [];
    }),
  ];
  return places.flatMap(([place, media]) =>
    words.flatMap((name): Fault[] => {
      const text = media[name] === undefined ? known.get(media.mediaId ?? '')?.[name] : undefined;
      if (text === undefined) return [];
      const message = `is read from the picture: ${text.slice(0, 100)}`;
      return [{ pointer: `${place}/${name}`, code: 'from_picture', message }];
    }),
  );
}
