import type { estypes } from '@elastic/elasticsearch';
import { Inject, Injectable } from '@nestjs/common';
import { ArticleStore } from '../article.store.ts';
import {
  among,
  clustersOf,
  type Found,
  type Member,
  type MemberSource,
  memberFields,
  memberOf,
  narrowed,
  neighboursRequest,
} from './cluster.ts';

/** Versions of versions of versions are still the same story; a chain is followed no further. */
const HOPS = 3;

/** What stands behind a hit. */
export interface Versions {
  /** The lowest id of all versions that are public. */
  cluster: string;
  /** How many others answer the question too. */
  moreVersions: number;
}

type Hit = estypes.SearchHit<Found>;

/**
 * Near-duplicates among what is found. Nothing is kept about them: which articles are versions of one story
 * follows from what is public at the moment of the question, so that no order of arrival, no crash and no
 * withdrawal can leave a cluster that is wrong.
 */
@Injectable()
export class Clusters {
  constructor(@Inject(ArticleStore) private readonly store: ArticleStore) {}

  /**
   * Of a page of hits, those that come first among the versions of their story in the answer to this question,
   * with what stands behind them. A version whose story was shown on an earlier page is left out too.
   * @param cluster the one whose versions were asked for: then all of them are shown.
   */
  async fold(
    request: estypes.SearchRequest,
    hits: readonly Hit[],
    cluster?: string,
  ): Promise<{ hit: Hit; versions?: Versions }[]> {
    if (cluster !== undefined) return hits.map((hit) => ({ hit }));
    const clusters = await this.around(hits.flatMap(({ _source }) => member(_source)));
    const several = clusters.filter(({ length }) => length > 1);
    const ids = several.flat().map(({ id }) => id);
    const rank = new Map(ids.length > 0 ? await this.ranked(request, ids) : []);
    const stories = several.map((members) => ({
      lowest: members[0]?.id ?? '',
      found: members
        .map(({ id }) => id)
        .filter((id) => rank.has(id))
        .toSorted((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0)),
    }));
    return hits.flatMap((hit) => {
      const id = hit._source?.articleId ?? '';
      const story = stories.find(({ found }) => found.includes(id));
      if (!story) return [{ hit }];
      const { lowest, found } = story;
      if (found[0] !== id) return [];
      const moreVersions = found.length - 1;
      return [{ hit, ...(moreVersions > 0 ? { versions: { cluster: lowest, moreVersions } } : {}) }];
    });
  }

  /** The question narrowed to the versions of a story, if they are asked for by the id of one of them. */
  async within(request: estypes.SearchRequest, cluster?: string): Promise<estypes.SearchRequest> {
    return cluster === undefined ? request : narrowed(request, await this.of(cluster));
  }

  /** All versions of the story of this article that are public, itself among them; none if it is not. */
  private async of(id: string): Promise<string[]> {
    const { hits } = await this.store.search<MemberSource>({
      size: 1,
      track_total_hits: false,
      _source: memberFields,
      query: { bool: { filter: [{ term: { status: 'public' } }, { term: { articleId: id } }] } },
    });
    const [cluster = []] = await this.around(hits.hits.flatMap(({ _source }) => member(_source)));
    return cluster.map((each) => each.id);
  }

  /** The clusters of these articles. */
  private async around(seeds: readonly Member[]): Promise<Member[][]> {
    const known = new Map(seeds.map((each) => [each.id, each]));
    let asked: readonly Member[] = seeds;
    for (let hop = 0; hop < HOPS && asked.length > 0; hop++) {
      const found = (await this.neighbours(asked)).filter(({ id }) => !known.has(id));
      for (const each of found) known.set(each.id, each);
      const belongs = new Set(clustersAround(seeds, known).flatMap((cluster) => cluster.map(({ id }) => id)));
      asked = found.filter(({ id }) => belongs.has(id));
    }
    return clustersAround(seeds, known);
  }

  private async neighbours(members: readonly Member[]): Promise<Member[]> {
    const request = neighboursRequest(members);
    if (!request) return [];
    const { hits } = await this.store.search<MemberSource>(request);
    return hits.hits.flatMap(({ _source }) => member(_source));
  }

  /** Which of these answer the question, each with its place. */
  private async ranked(request: estypes.SearchRequest, ids: readonly string[]): Promise<[string, number][]> {
    const { hits } = await this.store.search(among(request, ids));
    return hits.hits.map(({ _id = '' }, place) => [_id, place]);
  }
}

function clustersAround(seeds: readonly Member[], known: ReadonlyMap<string, Member>): Member[][] {
  const ids = new Set(seeds.map(({ id }) => id));
  return clustersOf([...known.values()]).filter((cluster) => cluster.some(({ id }) => ids.has(id)));
}

function member(source: Partial<MemberSource> | undefined): Member[] {
  const { articleId, fingerprint, publishedAt } = source ?? {};
  if (!articleId || !fingerprint || !publishedAt) return [];
  return [memberOf({ articleId, fingerprint, publishedAt })];
}
