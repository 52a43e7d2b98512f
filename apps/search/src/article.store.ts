import { setTimeout as delay } from 'node:timers/promises';
import { Client, errors, type estypes } from '@elastic/elasticsearch';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Change, type PublicArticle, plainText, SearchHit } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import { DependencyUnavailable, Runtime, SETTINGS, step, type Values } from '#libs/service';
import { isKorean } from '#libs/text';
import { indexMappings, indexSettings } from './mapping.ts';
import { markedHtml } from './query.ts';
import type { searchSettings } from './settings.ts';
import { besideOf } from './suggest/beside.ts';

/** A refresh makes what was indexed findable and costs the engine about 5 ms: one at a time, and so many a second at most. */
const REFRESHES_PER_SECOND = 10;

/** A bulk that is sent again while the first one is still at work doubles the load that made it slow. */
const BULK_MS = 25_000;

export type Applied = 'indexed' | 'older' | { failed: string; retriable: boolean };

/** The index does not exist (any more), or is not the one whose position we know: it is filled from the change log. */
export class IndexMissing extends Error {
  readonly code = 'index_missing';
  readonly retriable = true;
}

/** The last writing of a position, as the engine counts it: only who knows it may move the position on. */
type Mark = { if_seq_no: number; if_primary_term: number };

/**
 * The only file that knows Elasticsearch. A document's version is the article's `seq`: an older state can't
 * overwrite a newer one, and the same state may be told again. Gone articles stay as documents without
 * text, so that a late older state finds them. The position in the change log lies in the same index, is
 * written with the same request, and moves on only from where this process has seen it: an index that is
 * lost, or made anew by somebody else meanwhile, is filled again from the beginning. While an index is being
 * made beside this one (see rebuild.store.ts), every change is written to both.
 */
@Injectable()
export class ArticleStore implements OnApplicationShutdown {
  private readonly client: Client;
  /** `next` exists while an index is being made to take the place of this one. */
  readonly alias: { read: string; write: string; next: string };
  private refreshing: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private readonly started: number[] = [];
  private readonly marks = new Map<string, Mark>();
  private refill: () => Promise<void> = () => this.migrate();
  private refilling: Promise<void> | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof searchSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.client = new Client({ node: settings.ELASTICSEARCH_URL, maxRetries: 0, requestTimeout: 10_000 });
    const prefix = `${settings.SEARCH_INDEX_PREFIX}-articles`;
    this.alias = { read: `${prefix}-read`, write: `${prefix}-write`, next: `${prefix}-next` };
    runtime.dependsOn('elasticsearch', 'required', async () => {
      await this.client.cluster.health({}, { requestTimeout: 900 });
    });
    runtime.works('refresh', () => this.refreshing !== undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([this.refreshing, this.refilling]);
    await this.client.close();
  }

  /** Makes the index and its aliases if there are none; safe to call again, and by several at once. */
  async migrate(): Promise<void> {
    await this.ask('search.migrate', async () => {
      if (await this.client.indices.existsAlias({ name: this.alias.write })) return;
      const stamp = new Date(this.runtime.now()).toISOString().replace(/\D/g, '').slice(0, 12);
      const index = `${this.settings.SEARCH_INDEX_PREFIX}-articles-${stamp}`;
      await this.client.indices
        .create({
          index,
          settings: indexSettings,
          mappings: indexMappings,
          aliases: { [this.alias.read]: {}, [this.alias.write]: { is_write_index: true } },
        })
        .catch((error: unknown) => {
          if (!isKind(error, 'resource_already_exists_exception')) throw error;
        });
    });
  }

  /** How an index that is missing comes back; asked for by questions too, for hours may pass without a change. */
  refillsBy(refill: () => Promise<void>): void {
    this.refill = refill;
  }

  /** Where this index stands in the change log. */
  async position(topic: string, partition: number): Promise<number | undefined> {
    const id = this.positionId(topic, partition);
    const found = await this.ask('search.position', () =>
      this.client.get<{ position: number }>({ index: this.alias.write, id }, { ignore: [404] }),
    );
    this.remember(id, found);
    return found.found ? found._source?.position : undefined;
  }

  /** Applies changes that lie in a row; resolves when all of them can be found. One answer per change. */
  async apply(deliveries: readonly Delivery<Change>[]): Promise<Applied[]> {
    const last = deliveries.at(-1);
    if (!last) return [];
    const operations = deliveries.flatMap(({ value }) => operation(value));
    const _id = this.positionId(last.topic, last.partition);
    const mark = this.marks.get(_id);
    const reached = { status: 'position', position: last.offset + 1 };
    // Before the position moves on, or a crash in between would leave a hole in the index in the making.
    const next = await this.applyToNext([...operations, { index: { _id } }, reached]);
    const answer = await this.ask('search.bulk', () =>
      this.client.bulk(
        {
          index: this.alias.write,
          require_alias: true,
          operations: [...operations, mark ? { index: { _id, ...mark } } : { create: { _id } }, reached],
        },
        { requestTimeout: BULK_MS },
      ),
    );
    const all = answer.items.map(({ index, create }) => index ?? create);
    const position = all.at(-1);
    if (position?.status === 409 || all.some(isMissing)) {
      throw new IndexMissing('the index is not the one that was known');
    }
    if (position && !position.error) this.remember(_id, position);
    const items = all.slice(0, deliveries.length);
    if (next.some((item, at) => isRefused(item) && !isRefused(all[at]))) await this.giveNextUp();
    await this.refresh();
    return items.map((item) => {
      if (!item?.error) return 'indexed';
      if (item.status === 409) return 'older';
      return { failed: item.error.reason ?? item.error.type, retriable: isRetriable(item) };
    });
  }

  async search<Source = { card: SearchHit }>(
    request: estypes.SearchRequest,
  ): Promise<estypes.SearchResponse<Source>> {
    try {
      return await this.ask('search.query', () =>
        this.client.search<Source>({ index: this.alias.read, ...request }, { requestTimeout: 2_000 }),
      );
    } catch (error) {
      if (!(error instanceof IndexMissing)) throw error;
      this.refilling ??= this.refill()
        .catch((cause: unknown) => this.runtime.log.warn({ err: cause }, 'the index can not be made anew'))
        .finally(() => {
          this.refilling = undefined;
        });
      throw new DependencyUnavailable('elasticsearch', error);
    }
  }

  private remember(
    id: string,
    { _seq_no, _primary_term }: { _seq_no?: number; _primary_term?: number },
  ): void {
    if (_seq_no === undefined || _primary_term === undefined) this.marks.delete(id);
    else this.marks.set(id, { if_seq_no: _seq_no, if_primary_term: _primary_term });
  }

  /**
   * Writes to the index in the making too, if there is one. Asked after the changes were fetched: one that is
   * begun later is filled from the log up to an end that lies behind them. One that has vanished was given up,
   * or serves by now and is written to next.
   */
  private async applyToNext(operations: (estypes.BulkOperationContainer | object)[]): Promise<Item[]> {
    const index = this.alias.next;
    return this.ask('search.next', async () => {
      if (!(await this.client.indices.existsAlias({ name: index }))) return [];
      const { items } = await this.client.bulk(
        { index, require_alias: true, operations },
        { requestTimeout: BULK_MS },
      );
      const written = items.map((item) => item.index);
      const again = written.find(isRetriable);
      if (again) throw new DependencyUnavailable('elasticsearch', again.error?.reason);
      return written;
    });
  }

  /** An index in the making that lacks what the serving one holds must not take its place. */
  private async giveNextUp(): Promise<void> {
    this.runtime.log.error({}, 'the index in the making can not take a change: it is given up');
    const remove = { index: `${this.settings.SEARCH_INDEX_PREFIX}-articles-*`, alias: this.alias.next };
    await this.ask('search.detach', () => this.client.indices.updateAliases({ actions: [{ remove }] }));
  }

  /** A position belongs to the epoch of the log: one that was made anew is read from its beginning. */
  positionId(topic: string, partition: number): string {
    return `position-${this.settings.INTAKE_EPOCH}-${topic}-${partition}`;
  }

  /** One refresh at a time; whoever asks during one shares the next. */
  private async refresh(): Promise<void> {
    if (this.refreshing !== undefined) {
      this.next ??= this.refreshing.then(() => this.startRefresh());
      return this.next;
    }
    return this.startRefresh();
  }

  private startRefresh(): Promise<void> {
    this.next = undefined;
    this.refreshing = this.refreshNow().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  private async refreshNow(): Promise<void> {
    const now = performance.now();
    const earliest =
      this.started.length < REFRESHES_PER_SECOND ? 0 : 1_000 - (now - (this.started.shift() ?? 0));
    if (earliest > 0) await delay(earliest);
    this.started.push(performance.now());
    await this.ask('search.refresh', () => this.client.indices.refresh({ index: this.alias.write }));
  }

  private async ask<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await step(name, work);
    } catch (error) {
      if (isKind(error, 'index_not_found_exception'))
        throw new IndexMissing('the index is missing', { cause: error });
      const status = error instanceof errors.ResponseError ? (error.statusCode ?? 500) : 503;
      if (error instanceof errors.ElasticsearchClientError && (status === 429 || status >= 500)) {
        throw new DependencyUnavailable('elasticsearch', error);
      }
      throw error;
    }
  }
}

function isKind(error: unknown, kind: string): boolean {
  return error instanceof errors.ResponseError && error.body?.error?.type === kind;
}

type Item = estypes.BulkResponseItem | undefined;

function isMissing(item: Item): boolean {
  return item?.error?.type === 'index_not_found_exception';
}

export function isRetriable(item: Item): boolean {
  return item?.status === 429 || (item?.status ?? 0) >= 500;
}

/** The engine can't take this document, ever: a newer state that is there (409) is no refusal. */
function isRefused(item: Item): boolean {
  return item?.error !== undefined && item.status !== 409 && !isMissing(item) && !isRetriable(item);
}

/** A bulk action and its document. */
export function operation(change: Change): [estypes.BulkOperationContainer, object] {
  const { id, seq } = change.article;
  const action = { index: { _id: id, version: seq, version_type: 'external_gte' as const } };
  if (change.type === 'article.gone') return [action, { articleId: id, status: 'gone' }];
  return [action, documentOf(change.article)];
}

/** Text goes to the fields of its own language; every language that is not Korean is read as English. */
function documentOf(article: PublicArticle): object {
  const edition = isKorean(article.language) ? 'ko' : 'en';
  return {
    articleId: article.id,
    status: 'public',
    edition,
    section: article.section,
    tags: article.tags.map(({ name }) => name),
    authors: article.by.map(({ slug }) => slug),
    publishedAt: article.firstPublished,
    updatedAt: article.modified,
    [`headline_${edition}`]: article.headline,
    ...(article.standfirst ? { [`standfirst_${edition}`]: article.standfirst } : {}),
    [`body_${edition}`]: plainText(article.body),
    ...besideOf(article, edition),
    card: SearchHit.parse(article),
  };
}

/** A hit as the API shows it. */
export function hitOf(hit: estypes.SearchHit<{ card?: SearchHit }>): SearchHit | undefined {
  const card = hit._source?.card;
  if (!card || !hit.highlight) return card;
  const headline = hit.highlight['headline_ko']?.[0] ?? hit.highlight['headline_en']?.[0];
  const body = hit.highlight['body_ko'] ?? hit.highlight['body_en'] ?? [];
  return {
    ...card,
    highlights: { ...(headline ? { headline: markedHtml(headline) } : {}), body: body.map(markedHtml) },
  };
}
