import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type PopularListsAnswer, PopularQuery } from '#libs/contracts';
import { Runtime, readSettings } from '#libs/service';
import { within } from '#libs/testing';
import { BackendClient } from './backend.client.ts';
import { ReadyStore } from './cache/ready.store.ts';
import { PopularClient } from './popular.client.ts';
import { gatewaySettings } from './settings.ts';

const eventually = within(8_000);
type List = PopularListsAnswer['lists'][number];

/** Popularity: answers what the test says, and shows what it was asked. */
let answer: Partial<PopularListsAnswer> | undefined;
let asked: (string | null)[] = [];
const server = createServer((request, response) => {
  asked.push(new URL(request.url ?? '/', 'http://localhost').searchParams.get('since'));
  if (!answer) return response.writeHead(503).end('{}');
  const usual = {
    generation: 'g.1',
    whole: false,
    asOf: '2026-03-01T00:00:00.000Z',
    state: 'live',
    lists: [],
  };
  return response.end(JSON.stringify({ ...usual, ...answer }));
});

let now = Date.parse('2026-03-01T00:00:00Z');
const runtime = Runtime.silent('gateway', () => now);
let backend: BackendClient;
let softened: string[];
let client: PopularClient;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = readSettings(gatewaySettings, { POPULARITY_URL: url, GATEWAY_ANSWER_MS: '8000' });
  backend = new BackendClient(settings, runtime);
  softened = [];
  class Ready extends ReadyStore {
    override soften(keys: readonly string[]): void {
      softened.push(...keys);
    }
  }
  client = new PopularClient(backend, new Ready(settings, runtime), runtime);
  asked = [];
});

function aList(ids: string[], changes: Partial<List> = {}): List {
  const data = ids.map((id, index) => {
    const shown = { url: `/${id}`, headline: `울릉 ${id}`, language: 'ko', section: 'society' };
    return { rank: index + 1, id, views: 30 - index, ...shown };
  });
  return { kind: 'most-viewed', window: '1h', data, sample: 99, ...changes };
}

const ids = async (query: object = {}) => {
  const { data, meta } = await client.popular(PopularQuery.parse(query));
  return [meta.state, ...data.map(({ rank, id }) => `${rank} ${id}`)];
};

describe('a gateway', () => {
  test('keeps the lists, and asks for what has changed in them', async () => {
    answer = { whole: true, lists: [aList(['a', 'b']), aList(['b'], { lang: 'ko', section: 'society' })] };
    expect(await ids()).toEqual(['live', '1 a', '2 b']);
    answer = { generation: 'g.2', lists: [aList(['b', 'a'])] };
    expect(await ids()).toEqual(['live', '1 b', '2 a']);
    expect(await ids({ lang: 'ko', section: 'society' })).toEqual(['live', '1 b']);
    expect(await ids({ limit: 1 })).toEqual(['live', '1 b']);
    expect(asked).toEqual([null, 'g.1', 'g.2', 'g.2']);
  });

  test('shows the last lists as stale while a counter that has just started knows none', async () => {
    answer = { whole: true, lists: [aList(['a', 'b'])] };
    expect(await ids()).toEqual(['live', '1 a', '2 b']);
    answer = { generation: 'h.1', whole: true, state: 'stale', lists: [] };
    expect(await ids()).toEqual(['stale', '1 a', '2 b']);
    answer = { generation: 'h.2', whole: true, lists: [aList(['b'])] };
    expect(await ids()).toEqual(['live', '1 b']);
  });

  test('forgets lists that a popularity which has begun anew does not name', async () => {
    answer = { whole: true, lists: [aList(['a'])] };
    await ids();
    answer = { generation: 'h.1', whole: true, lists: [aList(['c'], { window: '24h' })] };
    expect(await ids()).toEqual(['fallback']);
    expect(await ids({ window: '24h' })).toEqual(['live', '1 c']);
  });

  test('shows what has left the public in no list, though popularity has not heard of it', async () => {
    answer = { whole: true, lists: [aList(['a', 'b', 'c'])] };
    expect(backend.markGone('b', 5)).toBe(true);
    expect(await ids()).toEqual(['live', '1 a', '2 c']);
    backend.markPublic('b', 6);
    expect(await ids()).toEqual(['live', '1 a', '2 b', '3 c']);
  });

  test.each<[string, List | undefined, string]>([
    ['too few views', aList(['a'], { sample: 3 }), 'fallback'],
    ['no list', undefined, 'fallback'],
    ['enough', aList(['a'], { sample: 10 }), 'live'],
    [
      'what trends, of which each has enough',
      aList(['a'], { kind: 'trending', window: '10m', sample: 1 }),
      'fallback',
    ],
  ])('says what a list of %s is', async (_, list, state) => {
    answer = { whole: true, lists: list ? [list] : [] };
    expect((await ids())[0]).toBe(state);
  });

  test('shows the last lists as stale while popularity says so', async () => {
    answer = { whole: true, lists: [aList(['a'])] };
    await ids();
    answer = { generation: 'g.2', state: 'stale' };
    expect(await ids()).toEqual(['stale', '1 a']);
  });

  test('shows a list beside a page no more once it has not followed what is read for an hour, but on its own page', async () => {
    answer = { whole: true, lists: [aList(['a'], { lang: 'ko' })] };
    expect((await client.block('ko', 5))?.data).toHaveLength(1);
    answer = undefined;
    now += 3_599_000;
    expect(await client.block('ko', 5)).toMatchObject({ data: [{ id: 'a' }] });
    now += 2_000;
    expect(await client.block('ko', 5)).toBeUndefined();
    expect((await ids({ lang: 'ko' })).slice(1)).toEqual(['1 a']);
    answer = { whole: true, lists: [aList(['b'], { lang: 'ko' })] };
    await eventually(async () => expect((await client.block('ko', 5))?.data).toMatchObject([{ id: 'b' }]));
  });

  test('keeps the last lists when popularity is away, and has none before it was there', async () => {
    answer = undefined;
    await expect(ids()).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect(await client.block('ko', 5)).toBeUndefined();
    answer = { whole: true, lists: [aList(['a'])] };
    await ids();
    answer = undefined;
    expect((await ids()).slice(1)).toEqual(['1 a']);
  });

  test('has pages made again that show a list in which articles have moved, and no others', async () => {
    answer = { whole: true, lists: [aList(['a', 'b'], { lang: 'ko' }), aList(['a'], { lang: 'en' })] };
    await ids();
    softened = [];
    const more = aList(['a', 'b'], { lang: 'ko', sample: 200 });
    answer = { generation: 'g.2', lists: [more] };
    await ids();
    expect(softened).toEqual([]);
    answer = { generation: 'g.3', lists: [aList(['b', 'a'], { lang: 'ko' })] };
    await ids();
    expect(softened).toEqual(['popular:1h::ko']);
    softened = [];
    answer = { generation: 'g.4', state: 'stale' };
    await ids();
    expect(softened).toEqual(['popular']);
  });

  test('answers nobody with what was asked for before: who comes meanwhile waits for the next answer', async () => {
    answer = { whole: true, lists: [aList(['a'])] };
    const answers = await Promise.all([ids(), ids(), ids()]);
    expect(new Set(answers.map((each) => each.join()))).toEqual(new Set(['live,1 a']));
    expect(asked).toEqual([null, 'g.1']);
  });
});
