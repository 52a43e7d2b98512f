import type { estypes } from '@elastic/elasticsearch';
import {
  beginOf,
  endOf,
  type FacetName,
  type FacetValue,
  facetsOf,
  SEOUL,
  type SearchFacets,
  type SearchQuery,
} from '#libs/contracts';

type Query = estypes.QueryDslQueryContainer;
type Aggregations = Record<string, estypes.AggregationsAggregationContainer>;

/** Values of one facet: more than a page shows, few enough to stay cheap. */
const VALUES = 10;
/** A name is counted under each of its spellings and put together here, so more of them are asked for. */
const SPELLINGS = 3 * VALUES;
const SECTIONS = 30;

/** Stands between the slug and the name in a label; neither can hold it. */
const BETWEEN = '\n';

/** What the index keeps of a tag or an author to count by: the slug that says who it is, and its name. */
export function labelOf({ slug, name }: { slug: string; name: string }): string {
  return slug + BETWEEN + name;
}

/** What narrows a question beside its words, by the facet that it belongs to. */
export function narrowing(query: SearchQuery): Partial<Record<FacetName, Query[]>> {
  const { section, tag = [], author, lang, from, to } = query;
  const period = {
    ...(from === undefined ? {} : { gte: beginOf(from) }),
    ...(to === undefined ? {} : { lt: endOf(to) }),
  };
  return {
    ...(section === undefined ? {} : { section: [{ term: { section } }] }),
    ...(tag.length === 0 ? {} : { tag: tag.map((slug) => ({ term: { tagSlugs: slug.normalize('NFC') } })) }),
    ...(author === undefined ? {} : { author: [{ term: { authors: author.normalize('NFC') } }] }),
    ...(lang === undefined ? {} : { language: [{ term: { edition: lang } }] }),
    ...(from === undefined && to === undefined ? {} : { year: [{ range: { publishedAt: period } }] }),
  };
}

const counts: Readonly<Record<FacetName, estypes.AggregationsAggregationContainer>> = {
  section: { terms: { field: 'section', size: SECTIONS } },
  tag: { terms: { field: 'tagLabels', size: SPELLINGS } },
  author: { terms: { field: 'authorLabels', size: SPELLINGS } },
  language: { terms: { field: 'edition' } },
  year: {
    date_histogram: {
      field: 'publishedAt',
      calendar_interval: 'year',
      time_zone: SEOUL,
      format: 'yyyy',
      min_doc_count: 1,
      order: { _key: 'desc' },
    },
  },
};

/** Counts of the facets that are asked for, each under the filters of all others but its own. */
export function facetRequest(query: SearchQuery): Aggregations | undefined {
  const asked = facetsOf(query);
  if (asked.length === 0) return undefined;
  const filters = Object.entries(narrowing(query));
  return Object.fromEntries(
    asked.map((name) => {
      const others = filters.filter(([of]) => of !== name).flatMap(([, each]) => each);
      return [name, { filter: { bool: { filter: others } }, aggs: { values: counts[name] } }];
    }),
  );
}

interface Bucket {
  key: string | number;
  key_as_string?: string;
  doc_count: number;
}

/** The counts as readers get them; nothing if none were asked for. */
export function facetsIn({ aggregations }: estypes.SearchResponse<unknown>): SearchFacets | undefined {
  if (!aggregations) return undefined;
  return Object.fromEntries(
    Object.entries(aggregations).map(([name, each]) => {
      const { values } = each as unknown as { values: { buckets: Bucket[] } };
      return [
        name,
        name === 'section' || name === 'year' ? valuesOf(values.buckets) : merged(values.buckets),
      ];
    }),
  );
}

function valuesOf(buckets: readonly Bucket[]): FacetValue[] {
  return buckets.map(({ key, key_as_string, doc_count }) => ({
    value: key_as_string ?? String(key),
    count: doc_count,
  }));
}

/** One value per slug, under the name that most articles give it. An article names a slug once. */
function merged(buckets: readonly Bucket[]): FacetValue[] {
  const values = new Map<string, FacetValue>();
  for (const { key, doc_count } of buckets) {
    const [value = '', name] = String(key).split(BETWEEN);
    const known = values.get(value);
    if (known) known.count += doc_count;
    else values.set(value, { value, ...(name === undefined ? {} : { name }), count: doc_count });
  }
  return [...values.values()].toSorted((a, b) => b.count - a.count).slice(0, VALUES);
}
