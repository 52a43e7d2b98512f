import { createHash } from 'node:crypto';
import type { estypes } from '@elastic/elasticsearch';
import { analysis } from './language/analysis.ts';
import type { Names } from './language/names.ts';
import { besideMappings } from './suggest/beside.ts';

const korean: estypes.MappingTextProperty = { type: 'text', analyzer: 'ko', search_analyzer: 'ko_query' };
const english: estypes.MappingTextProperty = { type: 'text', analyzer: 'en', search_analyzer: 'en_query' };
const other: estypes.MappingTextProperty = { type: 'text', analyzer: 'other' };
/** Offsets make highlighting a read instead of a second analysis. */
const highlighted = { index_options: 'offsets' } as const;

/** The consumer refreshes after each batch; this is the safety net. */
export const REFRESH_INTERVAL = '1s';

/** How an index lies on the nodes of an engine. */
interface Spread {
  shards: number;
  replicas: number;
}

export function indexSettings(
  names: Names,
  { shards, replicas }: Spread = { shards: 1, replicas: 0 },
): estypes.IndicesIndexSettings {
  return {
    number_of_shards: shards,
    number_of_replicas: replicas,
    refresh_interval: REFRESH_INTERVAL,
    // No article is ever deleted, so what is missing was lost: nothing remembered of it may refuse its state.
    gc_deletes: '0s',
    analysis: analysis(names),
  };
}

/** The mapping, which remembers its own form, and what names its index was made with. */
export function mappingsWith(names: Names): estypes.MappingTypeMapping {
  return { ...indexMappings, _meta: { names: mark(names), form: markOfForm() } };
}

/** Equal for equal rules only. */
export function mark(names: Names): string {
  return shortHash(names);
}

/** Equal for indices that take the same documents: one of another form is made anew. */
export function markOfForm(): string {
  return shortHash(indexMappings);
}

function shortHash(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

export const indexMappings: estypes.MappingTypeMapping = {
  dynamic: 'strict',
  properties: {
    articleId: { type: 'keyword' },
    status: { type: 'keyword' },
    edition: { type: 'keyword' },
    section: { type: 'keyword' },
    tags: { type: 'keyword', normalizer: 'key', fields: { words: korean } },
    authors: { type: 'keyword' },
    authorNames: { type: 'keyword', normalizer: 'key' },
    tagSlugs: { type: 'keyword' },
    /** Slug and name in one, to count by (see query/facet.ts). */
    tagLabels: { type: 'keyword' },
    authorLabels: { type: 'keyword' },
    publishedAt: { type: 'date' },
    updatedAt: { type: 'date' },
    headline_ko: { ...korean, ...highlighted, copy_to: ['all_ko'] },
    standfirst_ko: { ...korean, copy_to: ['all_ko'] },
    body_ko: { ...korean, ...highlighted, copy_to: ['all_ko'] },
    all_ko: {
      type: 'text',
      analyzer: 'ko_pairs',
      fields: { joined: { type: 'text', analyzer: 'ko_joined' } },
    },
    headline_en: { ...english, ...highlighted },
    standfirst_en: english,
    body_en: { ...english, ...highlighted },
    headline_other: { ...other, ...highlighted },
    standfirst_other: other,
    body_other: { ...other, ...highlighted },
    /** Headline and standfirst letter by letter (`jamo`), for questions with a slip that find nothing else. */
    letters: { type: 'text', analyzer: 'letters', norms: false },
    ...besideMappings,
    /** What a hit shows; stored, not searched. */
    card: { type: 'object', enabled: false },
    /** In documents of status `position`: the next offset of a partition of the change log. */
    position: { type: 'long', index: false },
  },
};
