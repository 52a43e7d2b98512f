import { type Change, demoSite, SearchQuery } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { aPublicArticle } from '#libs/testing';
import { publicId } from '#libs/text';
import { Engine } from '../../apps/search/src/engine.store.ts';
import { IndexStore } from '../../apps/search/src/index.store.ts';
import { NamesStore } from '../../apps/search/src/language/names.store.ts';
import { indexMappings, indexSettings } from '../../apps/search/src/mapping.ts';
import { type Circumstances, nearRequest, searchRequest } from '../../apps/search/src/query.ts';
import { searchSettings } from '../../apps/search/src/settings.ts';
import { type Corpus, corpora, type Language } from './corpus.ts';
import { DEPTH } from './judge.ts';

/** When all questions are asked: just behind the newest article. */
const ASKED =
  Math.max(...corpora.flatMap(({ articles }) => articles.map((each) => Date.parse(each.publishedAt)))) + 1;

const around: Circumstances = { asOf: ASKED, sections: demoSite.sections, popular: [] };

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
  return searchRequest(queryOf(q, lang), around);
}

/** What it asks then, if nothing was found. */
export function nearRequestOf(q: string, lang: Language): Request | undefined {
  return nearRequest(queryOf(q, lang), around);
}

function queryOf(q: string, lang: Language): SearchQuery {
  return SearchQuery.parse({ q, lang, limit: String(DEPTH), highlight: 'false' });
}

/** The settings of an index, made with the names of the project. */
export function settingsOf(env: Record<string, string>): ReturnType<typeof indexSettings> {
  return indexSettings(new NamesStore(readSettings(searchSettings, env)).read());
}

/** All judged articles in an index of their own, written by the app's own store. */
export class JudgedPaper {
  private readonly engine: Engine;
  private readonly index: IndexStore;

  private constructor(engine: Engine, index: IndexStore) {
    this.engine = engine;
    this.index = index;
  }

  /** The index is made here, as the app makes it, since its settings may be others. */
  static async open(
    env: Record<string, string>,
    name: string,
    settings = settingsOf(env),
  ): Promise<JudgedPaper> {
    const prefix = `${env['SEARCH_INDEX_PREFIX']}-${name}`;
    const own = readSettings(searchSettings, { ...env, SEARCH_INDEX_PREFIX: prefix });
    const runtime = Runtime.silent('judge', () => ASKED);
    const engine = new Engine(own, runtime);
    const index = new IndexStore(own, runtime, engine, new NamesStore(own));
    const made = await fetch(`${own.ELASTICSEARCH_URL}/${prefix}-articles-1`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        settings,
        mappings: indexMappings,
        aliases: { [index.alias.read]: {}, [index.alias.write]: { is_write_index: true } },
      }),
    });
    if (!made.ok) throw new Error(`the index ${name} can not be made: ${await made.text()}`);
    const failed = (await index.apply(deliveries())).filter((each) => each !== 'indexed');
    if (failed.length > 0) throw new Error(`not indexed: ${JSON.stringify(failed[0])}`);
    return new JudgedPaper(engine, index);
  }

  /**
   * The ids that the first page shows, best first, for each of the requests; all are asked at once, of the engine
   * itself, since quality is no matter of time. `near` is asked where nothing is found.
   */
  async ask(requests: readonly Request[], near: readonly (Request | undefined)[]): Promise<string[][]> {
    const answers = await this.several(requests);
    const places = answers.flatMap((ids, at) => (ids.length === 0 && near[at] ? [at] : []));
    const again = await this.several(places.flatMap((at) => near[at] ?? []));
    return answers.map((ids, at) => again[places.indexOf(at)] ?? ids);
  }

  private async several(requests: readonly Request[]): Promise<string[][]> {
    if (requests.length === 0) return [];
    const searches = requests.flatMap((request) => [
      { index: this.index.alias.read },
      { ...request, _source: false, track_total_hits: false, timeout: '1m' },
    ]);
    const { responses } = await this.engine.client.msearch({ searches }, { requestTimeout: 120_000 });
    return responses.map((each) => {
      if (!('hits' in each)) throw new Error('the engine does not answer one of the questions');
      return each.hits.hits.slice(0, DEPTH).map(({ _id = '' }) => uris.get(_id) ?? '');
    });
  }

  close(): Promise<void> {
    return this.engine.onApplicationShutdown();
  }
}
