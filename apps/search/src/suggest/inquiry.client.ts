import { setTimeout as delay } from 'node:timers/promises';
import type { estypes } from '@elastic/elasticsearch';
import { Inject, Injectable } from '@nestjs/common';
import type { SearchQuery } from '#libs/contracts';
import { DependencyUnavailable, ProblemError } from '#libs/service';
import { Engine } from '../engine.store.ts';
import { Clusters, type Versions } from './cluster.client.ts';
import type { Found } from './cluster.ts';
import { DidYouMean } from './didyoumean.client.ts';

/** Of what a reader waits for the engine: what is not known by then is left out, and the hits are answered. */
const BESIDE = 0.8;

type Condition = estypes.QueryDslQueryContainer;
type Hit = estypes.SearchHit<Found>;

/** A page of what a question finds. */
interface Page {
  hits: readonly Hit[];
  /** How many articles it finds; undefined where nobody looks for another question. */
  total: number | undefined;
  /** Other spellings of its words, if the engine was asked for them with it. */
  spelled: estypes.SearchResponse['suggest'] | undefined;
  /** When the question came, by `performance.now()`. */
  begun: number;
}

/** Finds what answers a question, one of several copies, and knows what may have been meant instead. */
@Injectable()
export class Inquiry {
  constructor(
    @Inject(Clusters) private readonly clusters: Clusters,
    @Inject(DidYouMean) private readonly didYouMean: DidYouMean,
    @Inject(Engine) private readonly engine: Engine,
  ) {}

  /** The request for a page, narrowed to the versions of a story if those are asked for. */
  narrowed(request: estypes.SearchRequest, { cluster }: SearchQuery): Promise<estypes.SearchRequest> {
    return this.clusters.within(request, cluster);
  }

  /**
   * The page without copies, and another question if there is a better one; a search that has no time for that
   * answers its hits as they are, and while readers wait for the engine nobody looks for another question.
   * @param request for all that the question finds, on whichever page.
   * @param condition what is true of an article that answers a question.
   */
  async beside(
    { q, cluster }: SearchQuery,
    { hits, total, spelled, begun }: Page,
    { request, condition }: { request: estypes.SearchRequest; condition: (q: string) => Condition },
  ): Promise<{ hits: { hit: Hit; versions?: Versions }[]; didYouMean: string | undefined }> {
    const left = Math.max(0, BESIDE * this.engine.answer.ms - (performance.now() - begun));
    const whole = hits.map((hit): { hit: Hit; versions?: Versions } => ({ hit }));
    const meant =
      total === undefined || this.engine.answered.areSlow(performance.now())
        ? Promise.resolve(undefined)
        : this.didYouMean.instead(q, { found: total, spelled }, condition);
    const [folded, didYouMean] = await Promise.all([
      inTime(this.clusters.fold(request, hits, cluster), whole, left),
      inTime(meant, undefined, left),
    ]);
    return { hits: folded, didYouMean };
  }
}

async function inTime<T>(work: Promise<T>, otherwise: T, ms: number): Promise<T> {
  const done = work.catch((error: unknown) => {
    if (error instanceof DependencyUnavailable || error instanceof ProblemError) return otherwise;
    throw error;
  });
  return Promise.race([done, delay(ms, otherwise, { ref: false })]);
}
