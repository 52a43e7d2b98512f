import type { estypes } from '@elastic/elasticsearch';
import { sameStory } from '#libs/text';
import type { Kin } from './beside.ts';

type Query = estypes.QueryDslQueryContainer;

/** What two articles share by a tag of each type; a tag without a type counts as a topic. */
const weights: Readonly<Record<string, number>> = {
  person: 4,
  organisation: 4,
  event: 3,
  topic: 2,
  place: 1,
};
/** Tags looked under, the weightiest first. */
const TAGS = 12;
/** The same words in title and standfirst weigh as a topic, the same section as half a place. */
const WORDS = 0.25;
const SECTION = 0.5;
/** Words of a title that are looked for, and how many of them make a likeness without a tag. */
const TERMS = 12;
const ENOUGH = '40%';
/** What is read next is mostly news: half the weight after a month, never less than a third of it. */
const HALF_LIFE = '30d';
const FLOOR = 1 / 3;
/** Looked at for each place: what falls away are versions, translations and more of the same. */
const LOOKED_AT = 4;
/** Each article that is there for the same reason makes the next one count less. */
const SAME_REASON = 0.75;

/** An article of the index as kinship sees it. */
export interface Relative {
  articleId: string;
  edition: 'en' | 'ko';
  section: string;
  fingerprint: string;
  kin: Kin;
  /** Of its own language; absent fields are those of the other. */
  headline_ko?: string;
  headline_en?: string;
  standfirst_ko?: string;
  standfirst_en?: string;
}

export const relativeFields = [
  'articleId',
  'edition',
  'section',
  'fingerprint',
  'kin',
  'headline_*',
  'standfirst_*',
];

/** Candidates for what to read after an article: what shares tags with it, or many words of title and standfirst. */
export function akinRequest(article: Relative, limit: number, now: number): estypes.SearchRequest {
  const { articleId, edition, section } = article;
  const fields = [`headline_${edition}`, `standfirst_${edition}`];
  const like = [article[`headline_${edition}`] ?? '', article[`standfirst_${edition}`] ?? ''];
  const tags = weightiest(article).map(
    ({ slug, weight }): Query => ({
      constant_score: { filter: { term: { tagSlugs: slug } }, boost: weight },
    }),
  );
  const words: Query = {
    more_like_this: {
      ...{ fields, like, min_term_freq: 1, min_doc_freq: 2, max_query_terms: TERMS },
      ...{ minimum_should_match: ENOUGH, boost: WORDS },
    },
  };
  const near: Query = { constant_score: { filter: { term: { section } }, boost: SECTION } };
  const query: Query = {
    bool: {
      filter: [{ term: { status: 'public' } }, { term: { edition } }],
      must: [{ bool: { should: [...tags, words], minimum_should_match: 1 } }],
      should: [near],
      must_not: [{ term: { articleId } }],
    },
  };
  const origin = new Date(now).toISOString();
  const decay = { gauss: { publishedAt: { origin, scale: HALF_LIFE, decay: 0.5 } }, weight: 1 - FLOOR };
  const functions = [decay, { weight: FLOOR }];
  return {
    size: limit * LOOKED_AT,
    track_total_hits: false,
    _source: ['articleId', 'fingerprint', 'kin'],
    query: { function_score: { query, functions, score_mode: 'sum', boost_mode: 'multiply' } },
    sort: [{ _score: { order: 'desc' } }, { publishedAt: 'desc' }, { articleId: 'asc' }],
  };
}

/** A candidate with what the engine makes of it. */
export interface Scored {
  relative: Pick<Relative, 'articleId' | 'fingerprint' | 'kin'>;
  score: number;
}

/**
 * The best of the candidates, such that not all are there for one reason. Never the article itself, a
 * translation of it, or a second version of a story.
 */
export function akin(article: Relative, candidates: readonly Scored[], limit: number): string[] {
  let left = candidates.filter(({ relative }) => fits(article, relative));
  const chosen: string[] = [];
  const used = new Map<string, number>();
  const worth = ({ relative, score }: Scored) =>
    score * SAME_REASON ** (used.get(reasonOf(article, relative)) ?? 0);
  while (left.length > 0 && chosen.length < limit) {
    const best = left.reduce((a, b) => (worth(b) > worth(a) ? b : a)).relative;
    const reason = reasonOf(article, best);
    chosen.push(best.articleId);
    used.set(reason, (used.get(reason) ?? 0) + 1);
    left = left.filter(
      ({ relative }) =>
        relative.articleId !== best.articleId && !sameStory(relative.fingerprint, best.fingerprint),
    );
  }
  return chosen;
}

function fits(article: Relative, { articleId, fingerprint, kin }: Scored['relative']): boolean {
  const own = article.kin;
  const pair = kin.translationOf === own.uri || own.translationOf === kin.uri;
  const sibling = own.translationOf !== undefined && own.translationOf === kin.translationOf;
  return articleId !== article.articleId && !pair && !sibling && !sameStory(fingerprint, article.fingerprint);
}

/** The weightiest tag that both carry. */
function reasonOf(article: Relative, { kin }: Scored['relative']): string {
  const theirs = new Set(kin.tags.map(({ slug }) => slug));
  return weightiest(article).find(({ slug }) => theirs.has(slug))?.slug ?? '';
}

function weightiest({ kin }: Relative): { slug: string; weight: number }[] {
  const weighed = kin.tags.map(({ slug, type = 'topic' }) => ({ slug, weight: weights[type] ?? 1 }));
  return weighed.toSorted((a, b) => b.weight - a.weight).slice(0, TAGS);
}
