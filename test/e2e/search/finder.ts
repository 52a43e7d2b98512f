// A search app on an engine of the tests that writes down what it is asked, beside a popularity that says what a
// test wants: shared by the tests of what readers may ask.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@jest/globals';
import type { Change, PopularAnswer, PublicArticle, SearchAnswer } from '#libs/contracts';
import { encodeChange, topics } from '#libs/contracts';
import { kafkaSettings, migrateTopics, Sender } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { aPublicArticle, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { operation } from '../../../apps/search/src/document.ts';
import { PopularClient } from '../../../apps/search/src/query/popular.client.ts';
import { search } from '../../../apps/search/src/search.module.ts';

export const NOON = Date.parse('2026-03-01T12:00:00+09:00');

type Ranked = Pick<PopularAnswer['data'][number], 'id' | 'views'>;
export type Asking = Record<string, string | string[]>;

async function addressOf(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let seq = 1;

export const nextSeq = (): number => seq++;

interface Told extends Partial<PublicArticle> {
  text?: string;
}

export function anArticle(
  uri: string,
  headline: string,
  { text = '', ...changes }: Told = {},
): PublicArticle {
  const time = new Date(NOON - 3_600_000).toISOString();
  return aPublicArticle({
    uri,
    url: `/${uri}`,
    seq: seq++,
    language: /[\u1100-\u11ff가-힣]/.test(headline) ? 'ko' : 'en',
    headline,
    tags: [],
    by: [],
    firstPublished: time,
    modified: time,
    body: [{ type: 'p', spans: [{ text }] }],
    ...changes,
  });
}

export const isPublic = (article: PublicArticle): Change => ({ type: 'article.public', article });
export const isGone = ({ uri, id, section, language }: PublicArticle): Change => ({
  type: 'article.gone',
  article: { uri, id, seq: seq++, kind: 'withdrawn', section, language },
});

/** Which articles were answered, in their order. */
export const urisOf = ({ data }: SearchAnswer): string[] => data.map(({ uri }) => uri);

export class Finder {
  /** What the engine was asked, word for word. */
  readonly asked: string[] = [];
  readonly env: Record<string, string> = {
    ...installation(),
    SEARCH_CURSOR_SECRET: 'known to all search processes of this paper',
  };
  readonly engine = this.env['ELASTICSEARCH_URL'] ?? '';
  private newsroom: Newsroom | undefined;
  private ranking: Ranked[] = [];

  private readonly recorder = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks);
      if (request.url?.includes('_search')) this.asked.push(`${request.url} ${body}`);
      const { 'content-type': type = 'application/json', accept = '*/*' } = request.headers;
      const method = request.method ?? 'GET';
      const answer = await fetch(this.engine + request.url, {
        method,
        headers: { 'content-type': type, accept },
        ...(body.length > 0 && method !== 'GET' && method !== 'HEAD' ? { body } : {}),
      });
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'application/json',
        'x-elastic-product': 'Elasticsearch',
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
  });

  private readonly popularity = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: this.ranking }));
  });

  async start(): Promise<void> {
    Object.assign(this.env, {
      ELASTICSEARCH_URL: await addressOf(this.recorder),
      POPULARITY_URL: await addressOf(this.popularity),
    });
    await migrateTopics(readSettings(kafkaSettings, this.env), Runtime.silent('test'));
    this.newsroom = await startNewsroom([search], { env: this.env, now: () => NOON });
    // The first question warms the engine up.
    await within(20_000)(async () => expect((await this.ask({ q: '첫눈' })).status).toBe(200));
  }

  async stop(): Promise<void> {
    await this.newsroom?.stop();
    for (const server of [this.recorder, this.popularity]) {
      server.closeAllConnections();
      server.close();
    }
  }

  async tell(...changes: Change[]): Promise<void> {
    const sender = this.newsroom?.app('search').get(Sender);
    await Promise.all(changes.map((each) => sender?.send(topics.changes.name, encodeChange(each))));
    await this.newsroom?.settled();
  }

  /** Straight into the index, as the app itself writes: for many that nobody has to follow. */
  async fill(changes: readonly Change[]): Promise<void> {
    const lines = changes.flatMap((change) => operation(change)).map((each) => JSON.stringify(each));
    const index = `${this.env['SEARCH_INDEX_PREFIX']}-articles-write`;
    const answer = await fetch(`${this.engine}/${index}/_bulk?refresh=true`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: `${lines.join('\n')}\n`,
    });
    expect(await answer.json()).toMatchObject({ errors: false });
  }

  /** What everybody reads from now on. */
  async rank(ranking: readonly Ranked[]): Promise<void> {
    this.ranking = [...ranking];
    await this.newsroom?.app('search').get(PopularClient).look();
  }

  async ask<T = SearchAnswer>(query: Asking): Promise<{ status: number; body: T }> {
    const named = Object.entries(query).flatMap(([name, value]) =>
      [value].flat().map((each) => [name, each]),
    );
    const url = `${this.newsroom?.url('search')}/internal/search?${new URLSearchParams(named)}`;
    const response = await fetch(url);
    return { status: response.status, body: (await response.json()) as T };
  }

  async answerTo(query: Asking): Promise<SearchAnswer> {
    const { status, body } = await this.ask(query);
    expect({ query, status }).toEqual({ query, status: 200 });
    return body;
  }
}
