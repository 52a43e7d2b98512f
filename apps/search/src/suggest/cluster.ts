import type { estypes } from '@elastic/elasticsearch';
import type { SearchHit } from '#libs/contracts';
import { sameStory } from '#libs/text';

/**
 * Bits in which versions differ at most. A search that hides an article behind another must be surer than a front
 * that chooses among several (11 bits): what was sent again, or with a word changed.
 */
const BITS = 6;
/** A fingerprint is eight bands of eight bits: six bits touch six of them, so that two at least are equal. */
const BAND = 2;
const EQUAL_BANDS = 2;
/** Versions of a story appear within three days of each other; after that it is another story in the same words. */
const WINDOW_MS = 72 * 3_600_000;
/** More of a kind are no versions of a story but a form that is filled in daily: each is shown. */
const STORY = 20;
/** Looked at around a page of hits, the likest first. */
const LOOKED_AT = 100;
/** Says nothing of its text. */
const NOTHING = /^0*$/;

/** An article as a cluster sees it. */
export interface Member {
  id: string;
  fingerprint: string;
  /** When it was first published; milliseconds since 1970. */
  at: number;
}

/** A document of the index, as `neighboursRequest` reads it. */
export interface MemberSource {
  articleId: string;
  fingerprint?: string;
  publishedAt: string;
}

/** A hit with what tells its versions. */
export interface Found extends Partial<MemberSource> {
  card: SearchHit;
}

/** Fields of a document that make a member. */
export const memberFields = ['articleId', 'fingerprint', 'publishedAt'];

/** Terms under which likenesses are found: each band with its place. */
export function bandsOf(fingerprint: string): string[] {
  if (NOTHING.test(fingerprint)) return [];
  const bands = fingerprint.match(new RegExp(`.{${BAND}}`, 'g')) ?? [];
  return bands.map((band, place) => `${place}${band}`);
}

export function memberOf({ articleId, fingerprint = '', publishedAt }: MemberSource): Member {
  return { id: articleId, fingerprint, at: Date.parse(publishedAt) };
}

/** Whether two are versions of one story. */
export function alike(a: Member, b: Member): boolean {
  return Math.abs(a.at - b.at) <= WINDOW_MS && sameStory(a.fingerprint, b.fingerprint, BITS);
}

/** Public articles that may be versions of these, the likest first; nothing to ask where none has a fingerprint. */
export function neighboursRequest(members: readonly Member[]): estypes.SearchRequest | undefined {
  const likenesses = members.flatMap(({ fingerprint, at }) => {
    const bands = bandsOf(fingerprint);
    if (bands.length === 0) return [];
    const range = {
      gte: new Date(at - WINDOW_MS).toISOString(),
      lte: new Date(at + WINDOW_MS).toISOString(),
    };
    const should = bands.map((band) => ({ constant_score: { filter: { term: { bands: band } } } }));
    const filter = [{ range: { publishedAt: range } }];
    return [{ bool: { filter, should, minimum_should_match: EQUAL_BANDS } }];
  });
  if (likenesses.length === 0) return undefined;
  const query = {
    bool: { filter: [{ term: { status: 'public' } }], must: [{ dis_max: { queries: likenesses } }] },
  };
  return { size: LOOKED_AT, track_total_hits: false, _source: memberFields, query };
}

/**
 * Clusters among these articles: what is alike belongs together, and what is alike to one of them does too. The
 * result depends on which articles there are, never on the order in which they have come. Of a form that is
 * filled in again and again, each is one of its own.
 */
export function clustersOf(members: readonly Member[]): Member[][] {
  const left = new Map(members.map((member) => [member.id, member]));
  const clusters: Member[][] = [];
  for (const [id, seed] of left) {
    left.delete(id);
    const cluster = [seed];
    for (const member of cluster) {
      for (const other of left.values()) {
        if (!alike(member, other)) continue;
        left.delete(other.id);
        cluster.push(other);
      }
    }
    const story = cluster.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    clusters.push(...(story.length > STORY ? story.map((each) => [each]) : [story]));
  }
  return clusters;
}

/** The same question, of these articles alone: in the order that it asks for, bare of all that a page shows. */
export function among(request: estypes.SearchRequest, ids: readonly string[]): estypes.SearchRequest {
  const { search_after: _, highlight: __, aggs: ___, explain: ____, ...same } = narrowed(request, ids);
  return { ...same, size: ids.length, _source: false, track_total_hits: false };
}

/** The same question, whose answer holds these articles at most. */
export function narrowed(request: estypes.SearchRequest, ids: readonly string[]): estypes.SearchRequest {
  const filter = [{ terms: { articleId: [...ids] } }];
  return { ...request, query: { bool: { must: request.query ? [request.query] : [], filter } } };
}
