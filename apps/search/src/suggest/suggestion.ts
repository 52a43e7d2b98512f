import type { estypes } from '@elastic/elasticsearch';
import type { SearchHit, Section, Suggestion, SuggestQuery } from '#libs/contracts';
import { sameStory } from '#libs/text';
import { decodedName, initialsOf, keyOf, type NameTerm, WHOLE } from './completion.ts';

/** Titles looked at: enough that their doubles may fall away. */
const TITLES = 30;
/** Names looked at, those of the most articles first; one letter begins hundreds. */
const NAMES = 60;
/** Of the places, so many are for names at most while there are titles. */
const FOR_NAMES = 5 / 8;

/** What the engine says about one beginning. */
export interface Found {
  titles: readonly { card: SearchHit; fingerprint?: string }[];
  names: readonly { term: string; articles: number; newest: number }[];
}

/** A name with all that decides its place. */
interface Candidate {
  suggestion: Suggestion;
  /** 2: it is that name; 1: it begins so; 0: one of its words does. */
  exact: number;
  articles: number;
  newest: number;
}

/**
 * What begins with the key among public articles. The key is letters and digits alone (see `keyOf`), so that
 * it can mean nothing else to the engine.
 */
export function suggestRequest(key: string, lang: SuggestQuery['lang']): estypes.SearchRequest {
  const titled = { prefix: { titleKeys: key } };
  const filter = [
    { term: { status: 'public' } },
    ...(lang ? [{ term: { edition: lang } }] : []),
    { bool: { should: [titled, { prefix: { names: key } }] } },
  ];
  const whole = { constant_score: { filter: { prefix: { titleKeys: WHOLE + key } } } };
  return {
    size: TITLES,
    track_total_hits: false,
    _source: ['card', 'fingerprint'],
    query: { bool: { filter, should: [whole] } },
    post_filter: titled,
    sort: [{ _score: { order: 'desc' } }, { publishedAt: 'desc' }, { articleId: 'asc' }],
    aggs: {
      names: {
        terms: { field: 'names', include: `${key}.*`, size: NAMES },
        aggs: { newest: { max: { field: 'publishedAt' } } },
      },
    },
  };
}

/** The answer of the engine to `suggestRequest`. */
export function foundIn(response: estypes.SearchResponse<Found['titles'][number]>): Found {
  const names = response.aggregations?.['names'] as estypes.AggregationsStringTermsAggregate | undefined;
  const buckets = Array.isArray(names?.buckets) ? names.buckets : [];
  return {
    titles: response.hits.hits.map(({ _source }) => _source).filter((source) => source !== undefined),
    names: buckets.map((bucket) => ({
      term: String(bucket.key),
      articles: bucket.doc_count,
      newest: (bucket['newest'] as estypes.AggregationsMaxAggregate | undefined)?.value ?? 0,
    })),
  };
}

/** Names of sections and of what articles bear, then titles; each text once, one version of a story. */
export function suggestions(
  { key, limit, sections }: { key: string; limit: number; sections: readonly Candidate[] },
  found: Found,
): Suggestion[] {
  const named = [...sections, ...namesIn(found, key)].toSorted(byPlace);
  const titles = titlesIn(found, limit);
  const forNames =
    titles.length === 0 ? limit : Math.max(Math.ceil(limit * FOR_NAMES), limit - titles.length);
  const names = distinct(named.map(({ suggestion }) => suggestion)).slice(0, forNames);
  return distinct([...names, ...titles]).slice(0, limit);
}

/** Sections whose name begins so, in the editions asked for. A section has its page with or without articles. */
export function sectionsFor(
  key: string,
  lang: SuggestQuery['lang'],
  sections: readonly Section[],
): Candidate[] {
  const editions = lang ? [lang] : (['en', 'ko'] as const);
  return sections.flatMap(({ slug, names }) =>
    editions.flatMap((edition) => {
      const text = names[edition];
      const keys = [keyOf(text), initialsOf(text, 1)[0] ?? ''];
      if (!keys.some((each) => each.startsWith(key))) return [];
      const suggestion = { kind: 'section', text, url: pathOf(edition, slug), language: edition } as const;
      return [
        { suggestion, exact: keys.includes(key) ? 2 : 1, articles: Number.MAX_SAFE_INTEGER, newest: 0 },
      ];
    }),
  );
}

/** A bearer found by several of its words is one candidate, at its best place. */
function namesIn({ names }: Found, key: string): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const { term, articles, newest } of names) {
    const name = decodedName(term);
    const exact = name.whole ? (keyOf(name.name) === key ? 2 : 1) : 0;
    const candidate = { suggestion: suggestionOf(name, articles), exact, articles, newest };
    const known = best.get(candidate.suggestion.url);
    if (!known || byPlace(candidate, known) < 0) best.set(candidate.suggestion.url, candidate);
  }
  return [...best.values()];
}

function suggestionOf({ kind, bearer, edition, slug, name }: NameTerm, articles: number): Suggestion {
  const url = pathOf(edition, `${bearer}/${encodeURIComponent(slug)}`);
  return { kind, text: name, url, language: edition, articles };
}

/** Titles as the engine has ordered them. */
function titlesIn({ titles }: Found, limit: number): Suggestion[] {
  const kept: Found['titles'][number][] = [];
  for (const title of titles) {
    const { fingerprint } = title;
    const twin = kept.some((each) => sameStory(each.fingerprint ?? '', fingerprint ?? ''));
    if (!twin && kept.length < limit) kept.push(title);
  }
  return kept.map(({ card: { id, url, headline, language } }) => ({
    kind: 'article',
    text: headline,
    url,
    language,
    id,
  }));
}

function byPlace(a: Candidate, b: Candidate): number {
  const order = b.exact - a.exact || b.articles - a.articles || b.newest - a.newest;
  return order || (a.suggestion.url < b.suggestion.url ? -1 : 1);
}

/** A person who writes and is written about, or a tag that is called like its section, stands there once. */
function distinct(all: readonly Suggestion[]): Suggestion[] {
  const seen = new Set<string>();
  return all.filter(({ text }) => {
    const key = wordsKey(text);
    return !seen.has(key) && seen.add(key);
  });
}

const wordsKey = (text: string): string => text.normalize('NFKC').toLowerCase().trim();

function pathOf(edition: 'en' | 'ko', path: string): string {
  return edition === 'ko' ? `/ko/${path}` : `/${path}`;
}
