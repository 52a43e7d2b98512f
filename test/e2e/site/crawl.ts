import { DomUtils, parseDocument } from 'htmlparser2';
import { patient } from '../../patient.ts';

export interface Answer {
  path: string;
  status: number;
  /** The page that leads there. */
  from: string;
}

type Get = (path: string) => Promise<{ status: number; headers: Headers; body: string }>;

/** Attributes that hold an address; `srcset` holds several. */
const attributes = ['href', 'src', 'srcset', 'action', 'content'];
/** Calendars and searches lead on without end: so many addresses that differ in numbers and words only are enough. */
const MOST_OF_A_KIND = process.env['THOROUGH'] ? 12 : 5;
const AT_ONCE = 6;
/** A gateway gives a service two seconds to answer; beside other tests one may need more for a while. */
const BUSY_MS = 20_000;

/** Addresses of this site in a page, without fragments. */
export function referencesOf(html: string, from: string, origin: string): string[] {
  const base = new URL(from, origin);
  const found = DomUtils.findAll(() => true, parseDocument(html).children).flatMap(({ attribs }) =>
    attributes.flatMap((name) => {
      const value = attribs[name];
      if (value === undefined || (name === 'content' && !value.startsWith(origin))) return [];
      return name === 'srcset' ? value.split(',').map((each) => each.trim().split(/\s+/)[0] ?? '') : [value];
    }),
  );
  return found.flatMap((each) => pathIn(each, base));
}

interface Place {
  type: string;
  from: string;
  origin: string;
}

/** Addresses of this site in an answer of whatever kind: of a page what it refers to, otherwise what is written out. */
function linksIn(body: string, { type, from, origin }: Place): string[] {
  if (type.startsWith('text/html')) return referencesOf(body, from, origin);
  if (!/xml|json|text\/plain/.test(type)) return [];
  const whole = body.split(origin).slice(1);
  return whole.map((rest) => (/^[^\s"'<>\\{}]*/.exec(rest)?.[0] ?? '').replaceAll('&amp;', '&') || '/');
}

function pathIn(address: string, base: URL): string[] {
  if (!URL.canParse(address, base)) return [];
  const { origin, pathname, search } = new URL(address, base);
  return origin === base.origin ? [pathname + search] : [];
}

/** Follows all that the pages of a site lead to. */
export async function crawl(get: Get, origin: string, begin: readonly string[]): Promise<Answer[]> {
  const known = new Set(begin);
  const kinds = new Map<string, number>();
  const waiting = begin.map((path) => ({ from: 'the beginning', path }));
  const answers: Answer[] = [];
  const look = async ({ from, path }: { from: string; path: string }): Promise<void> => {
    const { status, headers, body } = await patient(() => get(path), BUSY_MS);
    answers.push({ path, status, from });
    const led = pathIn(headers.get('location') ?? '', new URL(path, origin));
    led.push(...linksIn(body, { type: headers.get('content-type') ?? '', from: path, origin }));
    for (const each of led) {
      const kind = kindOf(each);
      const seen = kinds.get(kind) ?? 0;
      if (known.has(each) || seen >= MOST_OF_A_KIND) continue;
      known.add(each);
      kinds.set(kind, seen + 1);
      waiting.push({ from: path, path: each });
    }
  };
  while (waiting.length > 0) await Promise.all(waiting.splice(0, AT_ONCE).map(look));
  return answers;
}

/** An address without what differs among those that are made in the same way. */
function kindOf(path: string): string {
  const [way = '', query = ''] = path.split('?');
  const names = query.split('&').map((pair) => pair.split('=')[0]);
  return `${way.replaceAll(/[0-9a-f]{32}|\d+|-[a-z2-7]{10,12}(?=\/|$)|[^/]*%[^/]*/g, '*').replace(/\*\/[^/*]+\*$/, '*')}?${names.join('&')}`;
}
