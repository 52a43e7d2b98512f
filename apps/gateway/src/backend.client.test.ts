import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SearchQuery, SuggestQuery } from '#libs/contracts';
import { DependencyUnavailable, ProblemError, Runtime, readSettings } from '#libs/service';
import { aPublicArticle, within } from '#libs/testing';
import { BackendClient } from './backend.client.ts';
import { gatewaySettings } from './settings.ts';

/** Content, search and popularity in one: answers what the test says, and shows what it was asked. */
type Said = { status?: number; body: unknown } | 'hang up' | 'say nothing';
let answer: (path: string, body: string) => Said | Promise<Said>;
let server: Server;
let aClient: () => BackendClient;
let backend: BackendClient;

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const said = await answer(request.url ?? '', await read(request));
    if (said === 'hang up') request.socket.destroy();
    else if (said !== 'say nothing') {
      response.statusCode = said.status ?? 200;
      response.end(typeof said.body === 'string' ? said.body : JSON.stringify(said.body));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  aClient = () =>
    new BackendClient(
      readSettings(gatewaySettings, {
        ...{ CONTENT_URL: url, SEARCH_URL: url, POPULARITY_URL: url },
        // The machine may be busy: what is tested is not its speed.
        GATEWAY_ANSWER_MS: '4000',
      }),
      Runtime.silent('gateway'),
    );
  backend = aClient();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const found = (...ids: string[]) => ({ data: ids.map((id) => ({ id })), page: {}, meta: {} });
const hits = async () => (await backend.search(SearchQuery.parse({ q: '배' }))).data.map(({ id }) => id);

describe('lists', () => {
  test.each([1, 20, 21, 31, 45])(
    'of %d sections are all answered, in the order of the questions',
    async (count) => {
      answer = (_, body) => {
        const { lists } = JSON.parse(body) as { lists: { section: string }[] };
        // As content does: more than twenty in one round trip are refused.
        if (lists.length > 20) return { status: 400, body: { code: 'invalid_parameter' } };
        return { body: { lists: lists.map(({ section }) => ({ articles: [section] })) } };
      };
      const sections = Array.from({ length: count }, (_, index) => `section-${index}`);
      const lists = await backend.lists(sections.map((section) => ({ section })));
      expect(lists.map(({ articles }) => articles[0])).toEqual(sections);
    },
  );
});

describe('what has left the public', () => {
  test('is taken out of hits and suggestions that do not know yet', async () => {
    answer = () => ({ body: { data: [{ id: 'a' }, { id: 'b' }, { kind: 'tag' }], page: {}, meta: {} } });
    expect(backend.markGone('b', 5)).toBe(true);
    const ids = (data: { id?: string | undefined }[]) => data.map(({ id = 'a name' }) => id);
    expect(ids((await backend.search(SearchQuery.parse({ q: '배' }))).data)).toEqual(['a', 'a name']);
    expect(ids((await backend.suggest(SuggestQuery.parse({ q: '배' }))).data)).toEqual(['a', 'a name']);
    backend.markPublic('b', 6);
    expect(await hits()).toEqual(['a', 'b', undefined]);
  });

  test('is counted by no total and no facet of an answer that does not know yet', async () => {
    const client = aClient();
    client.markGone('b', 5);
    const facets = { tag: [{ value: 'b', label: 'Only its own', count: 1 }] };
    answer = () => ({ body: { ...found('a', 'b'), facets, meta: { total: 2, totalRelation: 'eq' } } });
    expect(await client.search(SearchQuery.parse({ q: '배' }))).toEqual({
      ...{ data: [{ id: 'a' }], page: {} },
      meta: { total: 1, totalRelation: 'eq' },
    });
    answer = () => ({ body: { ...found('a'), facets, meta: { total: 1 } } });
    expect(await client.search(SearchQuery.parse({ q: '배' }))).toMatchObject({ facets });
  });

  test('is taken out of what content says while it stands before the withdrawal', async () => {
    const client = aClient();
    const card = (id: string, seq: number) => ({ id, seq, url: `/${id}` });
    client.markGone('aaaaaaaaaa', 7);
    answer = () => ({ body: { lists: [{ articles: [card('aaaaaaaaaa', 7), card('bbbbbbbbbb', 3)] }] } });
    expect(await client.lists([{}])).toEqual([{ articles: [card('bbbbbbbbbb', 3)] }]);
    answer = () => ({ body: { state: 'public', article: card('aaaaaaaaaa', 7) } });
    await expect(client.article('aaaaaaaaaa')).rejects.toThrow(DependencyUnavailable);
    await expect(client.revisions('aaaaaaaaaa', 5)).rejects.toThrow(DependencyUnavailable);
    answer = () => ({ body: { article: 'aaaaaaaaaa', width: 1 } });
    expect(await client.media('0'.repeat(32))).toEqual({ width: 1 });
    answer = () => ({ body: { state: 'public', article: card('aaaaaaaaaa', 8) } });
    expect(await client.article('aaaaaaaaaa')).toMatchObject({ state: 'public' });
  });

  test.each<[string, ('public' | 'gone')[], number[], boolean]>([
    ['gone after it was public', ['public', 'gone'], [1, 2], true],
    ['public again after it was gone', ['gone', 'public'], [1, 2], false],
    ['gone, told again', ['gone', 'gone'], [2, 2], true],
    ['gone, and an older public state told late', ['gone', 'public'], [2, 1], true],
    ['public, and an older withdrawal told late', ['public', 'gone'], [2, 1], false],
    [
      'public, an older public state told again, and an older withdrawal',
      ['public', 'public', 'gone'],
      [3, 1, 2],
      false,
    ],
  ])('is known by its number, not by the order of hearing: %s', async (name, kinds, seqs, hidden) => {
    answer = () => ({ body: found(name) });
    for (const [index, kind] of kinds.entries()) {
      if (kind === 'gone') backend.markGone(name, seqs[index] ?? 0);
      else backend.markPublic(name, seqs[index] ?? 0);
    }
    expect(await hits()).toEqual(hidden ? [] : [name]);
    expect(backend.isGone(name)).toBe(hidden);
  });

  test('is news once', () => {
    expect([backend.markGone('once', 7), backend.markGone('once', 7), backend.markGone('once', 6)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(backend.markGone('once', 8)).toBe(true);
  });
});

describe('an article', () => {
  const id = 'aaaaaaaaaa';
  const at = (seq: number) => aPublicArticle({ id, seq, headline: `울릉도 ${seq}` });

  test('that was answered, or told of, is known as long as nothing newer is heard of it', async () => {
    const fresh = aClient();
    answer = () => ({ body: { state: 'public', article: at(3) } });
    expect(fresh.lastKnown(id)).toBeUndefined();
    await fresh.article(id);
    expect(fresh.lastKnown(id)?.headline).toBe('울릉도 3');
    fresh.markPublic(id, 5);
    expect(fresh.lastKnown(id)).toBeUndefined();
    fresh.remember(at(5));
    expect(fresh.lastKnown(id)?.headline).toBe('울릉도 5');
    // An answer that was under way when the change was heard.
    fresh.remember(at(3));
    expect(fresh.lastKnown(id)?.headline).toBe('울릉도 5');
  });

  test('that has left is known to nobody, whatever is told late, until it is public again', () => {
    const fresh = aClient();
    fresh.remember(at(3));
    fresh.markGone(id, 7);
    fresh.remember(at(3));
    expect(fresh.lastKnown(id)).toBeUndefined();
    fresh.markPublic(id, 9);
    expect(fresh.lastKnown(id)).toBeUndefined();
    fresh.remember(at(9));
    expect(fresh.lastKnown(id)?.headline).toBe('울릉도 9');
  });
});

describe('what to read next', () => {
  const id = 'aaaaaaaaaa';
  /** Content says how it was asked. */
  const asked = async (client: BackendClient, related?: number) =>
    (await client.article(id, related)) as unknown as { path: string };

  test('is what search finds, and content knows by name', async () => {
    answer = (path) =>
      path.startsWith('/internal/related/')
        ? { body: { ids: ['bbbbbbbbbb', 'cccccccccc'] } }
        : { body: { path } };
    const path = `/internal/articles/${id}?related=6&akin=bbbbbbbbbb%2Ccccccccccc`;
    expect(await asked(backend, 6)).toEqual({ path });
    expect(await asked(backend)).toEqual({ path: `/internal/articles/${id}` });
  });

  test('is known to the next page where search was late', async () => {
    const client = aClient();
    let speak: (said: Said) => void = () => undefined;
    const late = new Promise<Said>((resolve) => {
      speak = resolve;
    });
    answer = (path) => (path.startsWith('/internal/related/') ? late : { body: { path } });
    const path = `/internal/articles/${id}?related=6`;
    expect(await asked(client, 6)).toEqual({ path });
    speak({ body: { ids: ['bbbbbbbbbb'] } });
    await within(2_000)(async () => {
      expect(await asked(client, 6)).toEqual({ path: `${path}&akin=bbbbbbbbbb` });
    });
  });

  test.each<[string, Said, number]>([
    // A connection may have been about to close: that is tried once more.
    ['is away', 'hang up', 2],
    ['is overloaded', { status: 503, body: {} }, 1],
    ['says nothing', 'say nothing', 1],
  ])('is left to the newsroom where search %s, which is not waited for again', async (_, said, times) => {
    const client = aClient();
    let questions = 0;
    answer = (path) => {
      if (!path.startsWith('/internal/related/')) return { body: { path } };
      questions++;
      return said;
    };
    const path = `/internal/articles/${id}?related=6`;
    expect([await asked(client, 6), await asked(client, 6)]).toEqual([{ path }, { path }]);
    expect(questions).toBe(times);
  });
});

describe('a backend', () => {
  test('that has no such article is no error', async () => {
    answer = () => ({ status: 404, body: { code: 'not_found' } });
    expect(await backend.article('aaaaaaaaaa')).toBeUndefined();
  });

  test('that does not like the question passes on why', async () => {
    const errors = [{ parameter: 'cursor', code: 'invalid_cursor', message: 'is not a cursor of ours' }];
    answer = () => ({ status: 400, body: { errors } });
    const refused = backend.search(SearchQuery.parse({ q: 'a', cursor: 'x' }));
    await expect(refused).rejects.toBeInstanceOf(ProblemError);
    await expect(refused).rejects.toMatchObject({ code: 'invalid_parameter', details: { errors } });
  });

  test.each<[string, Said]>([
    ['fails', { status: 500, body: 'Error: at mongodb://inside' }],
    ['is overloaded', { status: 503, body: {} }],
    ['hangs up', 'hang up'],
    ['says nothing for too long', 'say nothing'],
    ['answers what is no JSON', { body: '<html>' }],
  ])('that %s is told as lost, in words that name nothing of the inside', async (_, said) => {
    answer = () => said;
    const lost = backend.article('aaaaaaaaaa');
    await expect(lost).rejects.toBeInstanceOf(DependencyUnavailable);
    await expect(lost).rejects.toMatchObject({ message: 'content is not available' });
  });
});

test('a backend that has too much to do is asked again each time, and says when it wants to be', async () => {
  let questions = 0;
  const client = aClient();
  answer = () => {
    questions++;
    return { status: 503, body: { code: 'overloaded', retryAfter: 3 } };
  };
  for (let n = 0; n < 20; n++)
    await expect(client.article('aaaaaaaaaa')).rejects.toMatchObject({ dependency: 'content', busyS: 3 });
  expect(questions).toBe(20);
});

describe('what is breaking', () => {
  const alerts = { alerts: [{ id: 'storm', headline: '남해안 호우 경보', language: 'ko' }], awaiting: false };

  test('is waited for where nothing is known that holds, as after a change of it', async () => {
    const client = aClient();
    answer = () => ({ body: { alerts: [], awaiting: false } });
    expect(await client.breakingSoon()).toMatchObject({ alerts: [] });
    client.markBreaking();
    // Later than any other part of a page may come.
    answer = () => delay(1.5 * client.besideMs, { body: alerts });
    expect(await client.breakingSoon()).toMatchObject(alerts);
  });

  test('is the last answer where the new one is late, and nothing has changed it', async () => {
    const client = aClient();
    answer = () => ({ body: alerts });
    expect(await client.breakingSoon()).toMatchObject(alerts);
    client.markPublic('an-article', 1);
    answer = () => 'say nothing';
    expect(await client.breakingSoon()).toMatchObject(alerts);
  });

  test('is nothing to a page where content can not say it', async () => {
    const client = aClient();
    answer = () => 'hang up';
    expect(await client.breakingSoon()).toBeUndefined();
  });
});
