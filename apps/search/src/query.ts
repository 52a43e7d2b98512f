import type { estypes } from '@elastic/elasticsearch';
import type { SearchQuery } from '#libs/contracts';
import { matches, scores } from './ranking.ts';
import { memberFields } from './suggest/cluster.ts';

/** Characters of private use, so that marks survive escaping. */
export const MARK = { open: '\uE000', close: '\uE001' } as const;
const MARKS = new RegExp(`[${MARK.open}${MARK.close}]`, 'g');

/** Where the next page begins, and the moment the first one was asked: recency counts from there. */
export interface Cursor {
  asOf: number;
  /** Sort values of the last hit: score, date and id, or date and id. */
  after: [number, number, string] | [number, string];
}

type Query = estypes.QueryDslQueryContainer;

/** One reader's query as one fixed query of the engine; her words never become query language. */
export function searchRequest(query: SearchQuery, asOf: number, cursor?: Cursor): estypes.SearchRequest {
  const { q, section, lang, sort, limit, highlight } = query;
  const filter: Query[] = [
    matches(q),
    { term: { status: 'public' } },
    ...(section ? [{ term: { section } }] : []),
    ...(lang ? [{ term: { edition: lang } }] : []),
  ];
  const newest = { publishedAt: 'desc' as const };
  // A score changes with every article that comes: the order of the newest must not lean on it.
  const first: estypes.SortCombinations[] =
    sort === 'newest' ? [newest] : [{ _score: { order: 'desc' } }, newest];
  return {
    size: limit + 1,
    track_total_hits: 1_000,
    _source: ['card', ...memberFields],
    query: {
      function_score: {
        query: { bool: { filter, should: scores(q) } },
        functions: [
          // Half at seven days after the first six hours; bounded below, so that text always decides.
          {
            gauss: {
              publishedAt: {
                origin: new Date(cursor?.asOf ?? asOf).toISOString(),
                offset: '6h',
                scale: '7d',
                decay: 0.5,
              },
            },
            weight: 1,
          },
          { weight: 0.4 },
        ],
        score_mode: 'sum',
        boost_mode: 'multiply',
      },
    },
    sort: [...first, { articleId: 'asc' }],
    ...(cursor ? { search_after: cursor.after } : {}),
    ...(highlight ? { highlight: highlights } : {}),
  };
}

const whole = { number_of_fragments: 0 };
const fragments = { fragment_size: 120, number_of_fragments: 2 };
const highlights: estypes.SearchHighlight = {
  pre_tags: [MARK.open],
  post_tags: [MARK.close],
  fields: { headline_ko: whole, headline_en: whole, body_ko: fragments, body_en: fragments },
};

/**
 * Escapes a highlighted text; the only element of the result is `<mark>`, each opened and closed, also where
 * the text itself holds a character of ours.
 */
export function markedHtml(text: string): string {
  let open = false;
  const html = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(MARKS, (mark) => {
      if ((mark === MARK.open) === open) return '';
      open = !open;
      return open ? '<mark>' : '</mark>';
    });
  return open ? `${html}</mark>` : html;
}

export function encodeCursor({ asOf, after }: Cursor): string {
  return Buffer.from(JSON.stringify([asOf, ...after])).toString('base64url');
}

/** The cursor of a list in this order, or nothing when the text was not made by `encodeCursor` for one. */
export function decodeCursor(text: string, sort: SearchQuery['sort']): Cursor | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value) || value.length !== (sort === 'newest' ? 3 : 4)) return undefined;
    const [asOf, published, id, score]: unknown[] = [value[0], value.at(-2), value.at(-1), value[1]];
    if (!isMoment(asOf) || !isMoment(published) || !isId(id)) return undefined;
    if (sort === 'newest') return { asOf, after: [published, id] };
    return isScore(score) ? { asOf, after: [score, published, id] } : undefined;
  } catch {
    return undefined;
  }
}

/** Milliseconds since 1970 that a date can hold. */
function isMoment(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(Number(value)) <= 8.64e15;
}

function isScore(value: unknown): value is number {
  return Number.isFinite(value);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z2-7]{10,12}$/.test(value);
}
