import { type Change, SearchQuery } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { aPublicArticle } from '#libs/testing';
import { publicId } from '#libs/text';
import { ArticleStore } from '../../apps/search/src/article.store.ts';
import { indexMappings, indexSettings } from '../../apps/search/src/mapping.ts';
import { searchRequest } from '../../apps/search/src/query.ts';
import { searchSettings } from '../../apps/search/src/settings.ts';
import { type Corpus, corpora, type Language } from './corpus.ts';
import { DEPTH } from './judge.ts';

/** When all questions are asked: just behind the newest article. */
const ASKED = Date.parse('2026-11-01T12:00:00+09:00');

export type Request = ReturnType<typeof searchRequest>;

function changesOf({ language, articles }: Corpus): Change[] {
  return articles.map(({ id, headline, standfirst, section, tags, publishedAt, body }) => {
    const time = new Date(publishedAt).toISOString();
    const article = aPublicArticle({
      ...{ uri: id, url: `/${id}`, language, headline, standfirst, section, by: [] },
      tags: tags.map((name) => ({ name, slug: name.toLowerCase().replaceAll(' ', '-') })),
      ...{ contentCreated: time, firstPublished: time, modified: time },
      body: body.map((text) => ({ type: 'p', spans: [{ text }] })),
    });
    return { type: 'article.public', article };
  });
}

function deliveries(): Delivery<Change>[] {
  return corpora.flatMap(changesOf).map((value, offset) => {
    const of = { topic: 'judged', partition: 0, offset, appendedAt: ASKED };
    return { ...of, key: value.article.uri, value, headers: {} };
  });
}

/** Of the id that the index knows an article by, the id that is judged. */
const uris = new Map(
  corpora.flatMap(({ articles }) => articles.map(({ id }) => [publicId(id), id] as const)),
);

/** What the app asks the engine when a reader of this edition asks this. */
export function requestOf(q: string, lang: Language): Request {
  const query = { q, lang, limit: String(DEPTH), highlight: 'false' };
  return searchRequest(SearchQuery.parse(query), ASKED);
}

/** All judged articles in an index of their own, written by the app's own store. */
export class JudgedPaper {
  private readonly store: ArticleStore;
  private readonly engine: string;

  private constructor(store: ArticleStore, engine: string) {
    this.store = store;
    this.engine = engine;
  }

  /** The index is made here, as the app makes it, since its settings may be others. */
  static async open(
    env: Record<string, string>,
    name: string,
    settings = indexSettings,
  ): Promise<JudgedPaper> {
    const prefix = `${env['SEARCH_INDEX_PREFIX']}-${name}`;
    const own = readSettings(searchSettings, { ...env, SEARCH_INDEX_PREFIX: prefix });
    const store = new ArticleStore(
      own,
      Runtime.silent('judge', () => ASKED),
    );
    const made = await fetch(`${own.ELASTICSEARCH_URL}/${prefix}-articles-1`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        settings,
        mappings: indexMappings,
        aliases: { [store.alias.read]: {}, [store.alias.write]: { is_write_index: true } },
      }),
    });
    if (!made.ok) throw new Error(`the index ${name} can not be made: ${await made.text()}`);
    const failed = (await store.apply(deliveries())).filter((each) => each !== 'indexed');
    if (failed.length > 0) throw new Error(`not indexed: ${JSON.stringify(failed[0])}`);
    return new JudgedPaper(store, own.ELASTICSEARCH_URL);
  }

  /**
   * The ids that the first page shows, best first, for each of the requests. All are asked at once and of the
   * engine itself: quality is no matter of time, and the store gives a reader's question up after two seconds.
   */
  async ask(requests: readonly Request[]): Promise<string[][]> {
    const lines = requests.flatMap((request) => [
      {},
      { ...request, _source: false, track_total_hits: false },
    ]);
    const response = await fetch(`${this.engine}/${this.store.alias.read}/_msearch`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
    });
    const { responses } = (await response.json()) as { responses: { hits?: { hits: { _id: string }[] } }[] };
    return responses.map(({ hits }) => {
      if (!hits) throw new Error('the engine does not answer one of the questions');
      return hits.hits.slice(0, DEPTH).map(({ _id }) => uris.get(_id) ?? '');
    });
  }

  close(): Promise<void> {
    return this.store.onApplicationShutdown();
  }
}
