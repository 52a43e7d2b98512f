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

/** A refresh makes what was indexed findable and costs the engine some milliseconds: five a second at most. */
const REFRESHES_PER_SECOND = 5;

export type Applied = 'indexed' | 'older' | { failed: string; retriable: boolean };

/** The index does not exist (any more): it is made anew and filled from the change log. */
export class IndexMissing extends Error {
  readonly code = 'index_missing';
  readonly retriable = true;
}

/**
 * The only file that knows Elasticsearch. A document's version is the article's `seq`: an older state can't
 * overwrite a newer one, and the same state may be told again. Gone articles stay as documents without
 * text, so that a late older state finds them. The position in the change log lies in the same index and
 * is written with the same request: an index that is lost is filled again from the beginning.
 */
@Injectable()
export class ArticleStore implements OnApplicationShutdown {
  private readonly client: Client;
  private readonly alias: { read: string; write: string };
  private refreshing: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private readonly started: number[] = [];

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof searchSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.client = new Client({ node: settings.ELASTICSEARCH_URL, maxRetries: 0, requestTimeout: 10_000 });
    const prefix = `${settings.SEARCH_INDEX_PREFIX}-articles`;
    this.alias = { read: `${prefix}-read`, write: `${prefix}-write` };
    runtime.dependsOn('elasticsearch', 'required', async () => {
      await this.client.cluster.health({}, { requestTimeout: 900 });
    });
    runtime.works('refresh', () => this.refreshing !== undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.refreshing;
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

  /** Where this index stands in the change log. */
  async position(topic: string, partition: number): Promise<number | undefined> {
    const id = positionId(topic, partition);
    const found = await this.ask('search.position', () =>
      this.client.get<{ position: number }>({ index: this.alias.write, id }, { ignore: [404] }),
    );
    return found.found ? found._source?.position : undefined;
  }

  /** Applies changes that lie in a row; resolves when all of them can be found. One answer per change. */
  async apply(deliveries: readonly Delivery<Change>[]): Promise<Applied[]> {
    const last = deliveries.at(-1);
    if (!last) return [];
    const operations = deliveries.flatMap(({ value }) => operation(value));
    const answer = await this.ask('search.bulk', () =>
      this.client.bulk({
        index: this.alias.write,
        require_alias: true,
        operations: [
          ...operations,
          { index: { _id: positionId(last.topic, last.partition) } },
          { status: 'position', position: last.offset + 1 },
        ],
      }),
    );
    const items = answer.items.slice(0, deliveries.length).map(({ index }) => index);
    if (items.some((item) => item?.error?.type === 'index_not_found_exception')) throw new IndexMissing();
    await this.refresh();
    return items.map((item) => {
      if (!item?.error) return 'indexed';
      if (item.status === 409) return 'older';
      return {
        failed: item.error.reason ?? item.error.type,
        retriable: item.status === 429 || item.status >= 500,
      };
    });
  }

  async search(request: estypes.SearchRequest): Promise<estypes.SearchResponse<{ card: SearchHit }>> {
    return this.ask('search.query', () =>
      this.client.search<{ card: SearchHit }>(
        { index: this.alias.read, ...request },
        { requestTimeout: 2_000 },
      ),
    );
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

function positionId(topic: string, partition: number): string {
  return `position-${topic}-${partition}`;
}

/** A bulk action and its document. */
function operation(change: Change): [estypes.BulkOperationContainer, object] {
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
    card: SearchHit.parse(article),
  };
}

/** A hit as the API shows it. */
export function hitOf(hit: estypes.SearchHit<{ card: SearchHit }>): SearchHit | undefined {
  const card = hit._source?.card;
  if (!card || !hit.highlight) return card;
  const headline = hit.highlight['headline_ko']?.[0] ?? hit.highlight['headline_en']?.[0];
  const body = hit.highlight['body_ko'] ?? hit.highlight['body_en'] ?? [];
  return {
    ...card,
    highlights: { ...(headline ? { headline: markedHtml(headline) } : {}), body: body.map(markedHtml) },
  };
}
