import type { estypes } from '@elastic/elasticsearch';
import { dictionary, synonyms } from './names.ts';
import { besideMappings } from './suggest/beside.ts';

/**
 * Parts of speech that carry no meaning of their own. XPN stays searchable: without the prefix 비, 비급여
 * would equal 급여; XSN too: -실, -당 and -법 tell a president from his office.
 */
const PARTICLES = [
  'EP',
  'EF',
  'EC',
  'ETN',
  'ETM',
  'IC',
  'JKS',
  'JKC',
  'JKG',
  'JKO',
  'JKB',
  'JKV',
  'JKQ',
  'JX',
  'JC',
  'MAG',
  'MAJ',
  'MM',
  'SP',
  'SSC',
  'SSO',
  'SC',
  'SE',
  'VCP',
  'VX',
  'XSA',
  'XSV',
  'UNA',
  'NA',
  'VSV',
];

/** How text is cut into words. Compounds are kept whole and in parts at index time, in parts when asked. */
const analysis: estypes.IndicesIndexSettingsAnalysis = {
  char_filter: {
    // 한·미 정상 회담 and 한미정상회담 are one word to a reader.
    join_hangul: { type: 'pattern_replace', pattern: '(?<=[가-힣])[\\s·ㆍ・]+(?=[가-힣])', replacement: '' },
  },
  tokenizer: {
    nori_mixed: { type: 'nori_tokenizer', decompound_mode: 'mixed', user_dictionary_rules: [...dictionary] },
    nori_discard: {
      type: 'nori_tokenizer',
      decompound_mode: 'discard',
      user_dictionary_rules: [...dictionary],
    },
  },
  filter: {
    particles: { type: 'nori_part_of_speech', stoptags: PARTICLES },
    possessive: { type: 'stemmer', language: 'possessive_english' },
    common_english: { type: 'stop', stopwords: '_english_' },
    english_stem: { type: 'stemmer', language: 'english' },
    // A rule the tokenizer can't read must fail the creation of the index, not vanish.
    names: { type: 'synonym_graph', synonyms: [...synonyms], lenient: false },
    pairs: { type: 'cjk_bigram', output_unigrams: false },
  },
  analyzer: {
    ko: {
      type: 'custom',
      tokenizer: 'nori_mixed',
      filter: ['particles', 'nori_readingform', 'lowercase', 'asciifolding'],
    },
    ko_query: {
      type: 'custom',
      tokenizer: 'nori_discard',
      filter: ['lowercase', 'asciifolding', 'names', 'particles', 'nori_readingform'],
    },
    ko_pairs: { type: 'custom', tokenizer: 'standard', filter: ['cjk_width', 'lowercase', 'pairs'] },
    ko_joined: {
      type: 'custom',
      char_filter: ['join_hangul'],
      tokenizer: 'standard',
      filter: ['cjk_width', 'lowercase', 'pairs'],
    },
    en: {
      type: 'custom',
      tokenizer: 'standard',
      filter: ['possessive', 'lowercase', 'asciifolding', 'common_english', 'english_stem'],
    },
    en_query: {
      type: 'custom',
      tokenizer: 'standard',
      filter: ['possessive', 'lowercase', 'asciifolding', 'names', 'common_english', 'english_stem'],
    },
  },
  normalizer: { key: { type: 'custom', filter: ['lowercase'] } },
};

const korean: estypes.MappingTextProperty = { type: 'text', analyzer: 'ko', search_analyzer: 'ko_query' };
const english: estypes.MappingTextProperty = { type: 'text', analyzer: 'en', search_analyzer: 'en_query' };
/** Offsets make highlighting a read instead of a second analysis. */
const highlighted = { index_options: 'offsets' } as const;

export const indexSettings: estypes.IndicesIndexSettings = {
  number_of_shards: 1,
  number_of_replicas: 0,
  // The consumer refreshes after each batch; this is the safety net.
  refresh_interval: '1s',
  analysis,
};

export const indexMappings: estypes.MappingTypeMapping = {
  dynamic: 'strict',
  properties: {
    articleId: { type: 'keyword' },
    status: { type: 'keyword' },
    edition: { type: 'keyword' },
    section: { type: 'keyword' },
    tags: { type: 'keyword', normalizer: 'key' },
    authors: { type: 'keyword' },
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
    headline_en: { ...english, ...highlighted, fields: { ko: korean } },
    standfirst_en: english,
    body_en: { ...english, ...highlighted },
    ...besideMappings,
    /** What a hit shows; stored, not searched. */
    card: { type: 'object', enabled: false },
    /** In documents of status `position`: the next offset of a partition of the change log. */
    position: { type: 'long', index: false },
  },
};
