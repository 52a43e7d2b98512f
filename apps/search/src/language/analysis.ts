import type { estypes } from '@elastic/elasticsearch';
import { asName, type Names } from './names.ts';

type Analysis = estypes.IndicesIndexSettingsAnalysis;

/**
 * Parts of speech that carry no meaning of their own. XPN stays searchable: without the prefix 비, 비급여
 * would equal 급여; XSN too: -실, -당 and -법 tell a president from his office.
 */
const PARTICLES = [
  ...['EP', 'EF', 'EC', 'ETN', 'ETM', 'IC', 'JKS', 'JKC', 'JKG', 'JKO', 'JKB', 'JKV', 'JKQ', 'JX', 'JC'],
  ...['MAG', 'MAJ', 'MM', 'SP', 'SSC', 'SSO', 'SC', 'SE', 'VCP', 'VX', 'XSA', 'XSV', 'UNA', 'NA', 'VSV'],
];

/** Stems that every question may hold: to be, to do, to become; who, what, where. Nothing is meant by them. */
const COMMON_KOREAN = [
  '있',
  '하',
  '되',
  '않',
  '것',
  '때',
  '뭐',
  '무엇',
  '누구',
  '어디',
  '언제',
  '얼마',
  '어떻',
  '왜',
];

/**
 * How text is cut into words, in Korean (`ko`), English (`en`) and every other language (`other`). Compounds
 * are kept whole and in parts at index time, in parts when asked. Names are looked up when asked only, so that
 * the text of the index stays what was written; before particles go, because a name may hold one.
 */
export function analysis(names: Names): Analysis {
  return {
    char_filter: {
      // 한·미 정상 회담 and 한미정상회담 are one word to a reader.
      join_hangul: {
        type: 'pattern_replace',
        pattern: '(?<=[가-힣])[\\s·ㆍ・]+(?=[가-힣])',
        replacement: '',
      },
      undotted: { type: 'mapping', mappings: pairs.map(([a, b]) => `${a}.${b}. => ${a}${b}`) },
      // Nori makes a word of the s; English text is indexed without.
      no_possessive: { type: 'pattern_replace', pattern: "['’]s\\b", replacement: '' },
      close_up: { type: 'pattern_replace', pattern: '[\\s\\p{Punct}·…‘’“”]+', replacement: '' },
    },
    tokenizer: {
      nori_mixed: nori('mixed', names),
      nori_discard: nori('discard', names),
      threes: { type: 'ngram', min_gram: 3, max_gram: 3 },
    },
    filter: filters(names),
    analyzer: { ...written, ...asked, ...spelled },
    normalizer: { key: { type: 'custom', filter: ['lowercase'] } },
  };
}

function nori(mode: 'mixed' | 'discard', { dictionary }: Names): estypes.AnalysisNoriTokenizer {
  return { type: 'nori_tokenizer', decompound_mode: mode, user_dictionary_rules: [...dictionary] };
}

function filters(names: Names): NonNullable<Analysis['filter']> {
  return {
    particles: { type: 'nori_part_of_speech', stoptags: PARTICLES },
    possessive: { type: 'stemmer', language: 'possessive_english' },
    common_english: { type: 'stop', stopwords: '_english_' },
    common_korean: { type: 'stop', stopwords: COMMON_KOREAN },
    english_stem: { type: 'stemmer', language: 'english' },
    // A rule the tokenizer can't read must fail the creation of the index, not vanish.
    names: { type: 'synonym_graph', synonyms: [...names.synonyms], lenient: false },
    as_written: {
      type: 'stemmer_override',
      rules: names.written.map((each) => `${each} => ${asName(each)}`),
    },
    pairs: { type: 'cjk_bigram', output_unigrams: false },
    pairs_and_letters: { type: 'cjk_bigram' },
  };
}

/** U.S. is US, however the tokenizer reads points. */
const capitals = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const pairs = capitals.flatMap((first) => capitals.map((second) => [first, second] as const));

const custom = (tokenizer: string, ...filter: string[]) => ({ type: 'custom' as const, tokenizer, filter });
const words = (tokenizer: string, ...filter: string[]) => ({
  ...custom(tokenizer, ...filter),
  char_filter: ['undotted'],
});
const named = ['as_written', 'lowercase', 'asciifolding', 'names'];
const stemmed = ['common_english', 'english_stem'];

/** Of the text of articles. */
const written = {
  ko: words('nori_mixed', 'as_written', 'particles', 'nori_readingform', 'lowercase', 'asciifolding'),
  en: words('standard', 'possessive', 'as_written', 'lowercase', 'asciifolding', ...stemmed),
  other: custom('standard', 'cjk_width', 'lowercase', 'asciifolding', 'pairs_and_letters'),
};

/** Of questions. */
const asked = {
  ko_query: words('nori_discard', ...named, 'particles', 'common_korean', 'nori_readingform'),
  en_query: words('standard', 'possessive', ...named, ...stemmed),
  // Korean words asked of English text: 북한에서 is North Korea, whatever particle follows.
  en_from_ko: {
    ...custom('nori_discard', ...named, 'particles', 'common_korean', ...stemmed),
    char_filter: ['undotted', 'no_possessive'],
  },
};

/** Of both: below words, where the tokenizer knows none. */
const spelled = {
  ko_pairs: custom('standard', 'cjk_width', 'lowercase', 'pairs'),
  ko_joined: { ...custom('standard', 'cjk_width', 'lowercase', 'pairs'), char_filter: ['join_hangul'] },
  letters: { ...custom('threes', 'lowercase', 'asciifolding'), char_filter: ['close_up'] },
};
