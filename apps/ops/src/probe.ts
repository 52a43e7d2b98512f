import { hash } from 'node:crypto';
import {
  pathOn,
  type SurfaceClass,
  type SurfaceProbe,
  surfaces,
  type TakedownQuestion,
} from '#libs/contracts';
import { isKorean, publicId } from '#libs/text';

type Looked = SurfaceProbe['looked'][number];

/** One surface of a kind, and how to tell that an article has left it. */
export interface Probe {
  class: SurfaceClass;
  /** Absent: there is none to ask, for the reason in `why`. */
  address?: string;
  /** The same without its words, for the receipt: an address may be made of the headline. */
  shown?: string;
  looked: Looked[];
  /** It is about nothing but the article, and must not be there at all. */
  own: boolean;
  why?: string;
  gone?: SurfaceProbe['gone'];
}

/** What is looked for in an answer. */
export type Needles = Readonly<Partial<Record<Looked, string>>>;

/** What came back; nothing if nothing did. */
export type Answer = { status: number; body: string } | undefined;

type Kind = Exclude<SurfaceClass, 'stream' | 'preview' | 'past' | 'deliveries'>;

interface Choice {
  /** Name of the surface, in the edition of the article where there is one for each. */
  surface: string;
  looked: Looked[];
  own?: true;
}

const everything: Looked[] = ['id', 'uri', 'headline'];
/** An answer that repeats what was asked for holds the headline; one that names an address holds the id. */
const names: Looked[] = ['id', 'uri'];

/**
 * The surface that stands for each kind: where a reader would look for it first. A stream tells of a withdrawal by
 * the id itself, previews and pages of the past open by their links alone, and what was told to others is theirs:
 * those are no part of a receipt.
 */
const choices: Readonly<Record<Kind, Choice>> = {
  'article page': { surface: 'article page', looked: ['headline'], own: true },
  'article API': { surface: 'article API', looked: ['headline'], own: true },
  revisions: { surface: 'revisions', looked: ['headline'], own: true },
  related: { surface: 'related articles API', looked: ['headline'], own: true },
  front: { surface: 'front', looked: everything },
  breaking: { surface: 'breaking page', looked: everything },
  section: { surface: 'section', looked: everything },
  tag: { surface: 'tag page', looked: everything },
  author: { surface: 'author page', looked: everything },
  popular: { surface: 'popular page', looked: everything },
  search: { surface: 'search API', looked: names },
  suggest: { surface: 'suggest API', looked: names },
  feed: { surface: 'section feed (xml)', looked: everything },
  sitemap: { surface: 'part of the sitemap', looked: everything },
  archive: { surface: 'archive day', looked: everything },
  corrections: { surface: 'corrections', looked: everything },
  picture: { surface: 'picture', looked: [], own: true },
  'error page': { surface: 'address with nothing behind it', looked: names },
};

/** Stands in a receipt for words that it must not keep. */
const HIDDEN = '…';
/** Letters of a question to the search and to suggestions. */
const QUESTION = 60;
/** Shorter ones stand on pages for other reasons. */
const TELLING = { uri: 8, headline: 12 } as const;

/** Kinds whose surfaces are found by a fact of the article, and are none without it. */
const byFact: Partial<Record<SurfaceClass, 'tags' | 'authors' | 'media'>> = {
  tag: 'tags',
  author: 'authors',
  picture: 'media',
};
/** Kinds that are found by its id alone, whatever else is known. */
const byId = new Set<SurfaceClass>(['article page', 'article API', 'revisions', 'related']);
/** Kinds that are the same for every article. */
const forAll = new Set<SurfaceClass>(['front', 'breaking', 'popular', 'corrections']);

/** What to ask after a withdrawal, one of each kind. */
export function probesOf({
  uri,
  subject,
  unseen,
}: Pick<TakedownQuestion, 'uri' | 'subject' | 'unseen'>): Probe[] {
  return (Object.entries(choices) as [Kind, Choice][]).map(([kind, { surface, looked, own = false }]) => {
    const probe = { class: kind, looked, own };
    if (!subject && !byId.has(kind) && !forAll.has(kind)) {
      const why = unseen ? 'what it was could not be seen in time' : 'nothing of it was public';
      return { ...probe, looked: [], why, gone: unseen ? ('unknown' as const) : true };
    }
    const fact = byFact[kind];
    if (subject && fact && subject[fact].length === 0)
      return { ...probe, looked: [], why: `it had no ${fact}`, gone: true };
    return { ...probe, ...addressesOf(surface, { uri, subject }) };
  });
}

function addressesOf(
  name: string,
  { uri, subject }: Pick<TakedownQuestion, 'uri' | 'subject'>,
): { address: string; shown: string } {
  const { id, url, headline, tags, authors, media } = subject ?? unknownOf(uri);
  const korean = subject ? isKorean(subject.language) : false;
  const named = (word: string) => surfaces.find((each) => each.name === word);
  const surface = (korean && named(`Korean ${name}`)) || named(name);
  if (!surface) throw new Error(`there is no surface ${name}`);
  const [tag = '', author = '', picture] = [tags[0], authors[0], media[0]];
  const words = [...headline].slice(0, QUESTION).join('').trim();
  const where = { id, uri, url, tag, author, words, ...(picture ? { media: picture } : {}) };
  const hidden = {
    tag: HIDDEN,
    author: HIDDEN,
    words: HIDDEN,
    url: url.replace(/[^/]*$/, `${HIDDEN}-${id}`),
  };
  const shown = pathOn(surface, { ...where, ...hidden });
  return { address: pathOn(surface, where), shown: shown.replaceAll(encodeURIComponent(HIDDEN), HIDDEN) };
}

/** Of what nobody has seen there is the id that every uri has, and any address leads to it. */
function unknownOf(uri: string) {
  const id = publicId(uri);
  return { id, url: `/x/1970/01/01/x-${id}`, headline: '', tags: [], authors: [], media: [] };
}

/** What may betray it in an answer. */
export function needlesOf({ uri, subject }: Pick<TakedownQuestion, 'uri' | 'subject'>): Needles {
  const headline = folded(subject?.headline ?? '');
  return {
    id: subject?.id ?? publicId(uri),
    ...(uri.length >= TELLING.uri ? { uri } : {}),
    ...([...headline].length >= TELLING.headline ? { headline } : {}),
  };
}

/** What the receipt keeps of a headline that must not be kept. */
export function headlineHash(headline: string): string {
  return hash('sha256', headline.normalize('NFC'));
}

/** What an answer proves; says that it is gone only of what answered as it does when all is well. */
export function judged({ own, looked }: Probe, answer: Answer, needles: Needles): Judgement {
  if (!answer) return { gone: 'unknown', why: 'no answer' };
  const { status, body } = answer;
  const absent = status === 404 || status === 410;
  if (status !== 200 && !absent) return { gone: 'unknown', why: `answered ${status}` };
  if (own && !absent) return { gone: false, why: `answered ${status}` };
  const text = folded(body);
  const found = looked.filter((each) => needles[each] !== undefined && text.includes(needles[each]));
  if (found.length === 0) return { gone: true };
  // Who names the article leads to it; words alone may be those of another one, such as a double that stays.
  if (!own && found.every((each) => each === 'headline'))
    return {
      gone: 'unknown',
      why: 'holds the headline, but neither id nor uri: another article may have the same',
    };
  return { gone: false, why: `holds the ${found.join(' and the ')}` };
}

interface Judgement {
  gone: SurfaceProbe['gone'];
  why?: string;
}

/** Entities and escapes as HTML, XML and JSON of this house write them, read back; in one form of Unicode. */
function folded(text: string): string {
  return text
    .replaceAll(/\\u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/&#x([\da-f]{1,6});/gi, (_, code: string) => pointOf(Number.parseInt(code, 16)))
    .replaceAll(/&#(\d{1,7});/g, (_, code: string) => pointOf(Number(code)))
    .replaceAll(
      /&(lt|gt|quot|apos|nbsp);|\\"/g,
      (all, name: string | undefined) => entities[name ?? ''] ?? all,
    )
    .replaceAll('&amp;', '&')
    .normalize('NFC')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', '': '"' };

function pointOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
