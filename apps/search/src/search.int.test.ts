import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Change,
  deadTopic,
  encodeChange,
  type Problem,
  type PublicArticle,
  type SearchAnswer,
  topics,
} from '#libs/contracts';
import { kafkaSettings, LogScan, migrateTopics, Sender } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { aPublicArticle, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { search } from './search.module.ts';

const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const env = installation();
let newsroom: Newsroom;
let sender: Sender;
beforeAll(async () => {
  await migrateTopics(readSettings(kafkaSettings, env), Runtime.silent('test'));
  newsroom = await startNewsroom([search], { env, now: () => NOON });
  sender = newsroom.app('search').get(Sender);
});
afterAll(() => newsroom?.stop());

let seq = 1;

interface Told extends Partial<PublicArticle> {
  text?: string;
}

function anArticle(uri: string, headline: string, { text = '', ...changes }: Told = {}): PublicArticle {
  const time = new Date(NOON - 3_600_000).toISOString();
  return aPublicArticle({
    uri,
    url: `/${uri}`,
    seq: seq++,
    language: /[가-힣]/.test(headline) ? 'ko' : 'en',
    headline,
    tags: [],
    by: [],
    firstPublished: time,
    modified: time,
    body: [{ type: 'p', spans: [{ text }] }],
    ...changes,
  });
}

async function tell(...changes: (PublicArticle | Change)[]): Promise<void> {
  await Promise.all(
    changes.map((each) =>
      sender.send(
        topics.changes.name,
        encodeChange('type' in each ? each : { type: 'article.public', article: each }),
      ),
    ),
  );
  await newsroom.settled();
}

function gone({ uri, id, section, language }: PublicArticle): Change {
  return { type: 'article.gone', article: { uri, id, seq: seq++, kind: 'withdrawn', section, language } };
}

async function ask<T = SearchAnswer>(query: Record<string, string>): Promise<{ status: number; body: T }> {
  const response = await fetch(`${newsroom.url('search')}/internal/search?${new URLSearchParams(query)}`);
  return { status: response.status, body: (await response.json()) as T };
}

async function found(q: string, more: Record<string, string> = {}): Promise<string[]> {
  const { status, body } = await ask({ q, limit: '50', ...more });
  expect({ q, status }).toEqual({ q, status: 200 });
  return body.data.map(({ uri }) => uri).toSorted((a, b) => (a < b ? -1 : 1));
}

async function engine(path: string, method = 'GET'): Promise<unknown> {
  const response = await fetch(`${env['ELASTICSEARCH_URL']}/${path}`, { method });
  return response.json();
}

const eventually = within(10_000);

describe('what readers write and mean', () => {
  beforeAll(() =>
    tell(
      anArticle('nk:1', '북한이 동해로 미사일 발사', { text: '합참은 북한에서 쏜 것으로 본다고 밝혔다.' }),
      anArticle('nk:2', '국경 마을의 겨울', { text: '북한과 맞닿은 마을에 눈이 내렸다.' }),
      anArticle('nk:3', 'North Korea fires a missile', { text: 'It fell into the sea, the military said.' }),
      anArticle('pr:1', '대통령, 국회에서 연설'),
      anArticle('pr:2', '대통령실 새 대변인 임명'),
      anArticle('su:1', '한미 정상회담 열린다'),
      anArticle('su:2', '한미정상회담 뒤 공동 회견'),
      anArticle('su:3', '한·미 정상 회담 연기'),
      anArticle('bt:1', '방탄소년단이 새 앨범을 낸다'),
      anArticle('bt:2', 'BTS announce a new album'),
      anArticle('in:1', '비급여 진료비 공개'),
      anArticle('in:2', '급여 명세서 의무화'),
      anArticle('en:1', 'Ministry launches housing policies', { text: 'Landlords’ taxes will rise.' }),
      anArticle('ta:1', '정오의 소식', {
        tags: [
          { name: '부산항', slug: '부산항' },
          { name: 'Port Authority', slug: 'port-authority' },
        ],
      }),
      anArticle('ha:1', '韓國 經濟의 앞날'),
    ),
  );

  test.each([
    ['북한', ['nk:1', 'nk:2', 'nk:3']],
    ['북한이', ['nk:1', 'nk:2', 'nk:3']],
    ['북한에서', ['nk:1', 'nk:2', 'nk:3']],
    ['북한과', ['nk:1', 'nk:2', 'nk:3']],
    ['North Korea', ['nk:1', 'nk:2', 'nk:3']],
    ['대통령', ['pr:1', 'pr:2']],
    ['대통령이', ['pr:1', 'pr:2']],
    ['대통령실', ['pr:2']],
    ['한미 정상회담', ['su:1', 'su:2', 'su:3']],
    ['한미정상회담', ['su:1', 'su:2', 'su:3']],
    ['한미 정상 회담', ['su:1', 'su:2', 'su:3']],
    ['방탄소년단', ['bt:1', 'bt:2']],
    ['방탄소년단이', ['bt:1', 'bt:2']],
    ['BTS', ['bt:1', 'bt:2']],
    ['bts', ['bt:1', 'bt:2']],
    ['ＢＴＳ', ['bt:1', 'bt:2']],
    ['비급여', ['in:1']],
    ['policy', ['en:1']],
    ['LAUNCHED policies', ['en:1']],
    ["landlord's tax", ['en:1']],
    ['부산항', ['ta:1']],
    ['port authority', ['ta:1']],
    ['한국 경제', ['ha:1']],
    ['없는낱말', []],
    ['the', []],
  ])('%s', async (q, expected) => {
    expect(await found(q)).toEqual(expected);
    expect(await found(q.normalize('NFD'))).toEqual(expected);
  });

  test('are narrowed by section and edition', async () => {
    await tell(anArticle('se:1', '북한 특집', { section: 'north-korea' }));
    expect(await found('북한', { section: 'north-korea' })).toEqual(['se:1']);
    expect(await found('북한', { lang: 'en' })).toEqual(['nk:3']);
  });

  test('in the headline come before those in the text', async () => {
    const { body } = await ask({ q: '북한', lang: 'ko', section: 'society' });
    expect(body.data.map(({ uri }) => uri)).toEqual(['nk:1', 'nk:2']);
  });

  test.each([
    '"',
    '\\',
    '{}',
    '*:*',
    'a AND OR NOT',
    '/.*/',
    '[1 TO',
    '한'.repeat(256),
    `${'가 '.repeat(31)}가`,
    '🎉',
    '\u0000',
    '%',
    'ㄱㅎ',
  ])('may be anything: %s', async (q) => {
    expect(await found(q)).toEqual([]);
  });

  test('are shown where they were found, and nothing else is markup', async () => {
    await tell(
      anArticle('hi:1', '"두꺼비" <b>축제</b> & 얼음', { text: '두꺼비가 <script>alert(1)</script> 운다.' }),
    );
    const { body } = await ask({ q: '두꺼비' });
    expect(body.data[0]?.highlights).toEqual({
      headline: '&quot;<mark>두꺼비</mark>&quot; &lt;b&gt;축제&lt;/b&gt; &amp; 얼음',
      body: ['<mark>두꺼비</mark>가 &lt;script&gt;alert(1)&lt;/script&gt; 운다.'],
    });
    const plain = await ask({ q: '두꺼비', highlight: 'false' });
    expect(plain.body.data[0]).not.toHaveProperty('highlights');
    expect(plain.body.data[0]?.headline).toBe('"두꺼비" <b>축제</b> & 얼음');
  });
});

describe('the newest state', () => {
  test('is what is found, also when an older one comes late', async () => {
    const old = anArticle('st:1', '고라니 세 마리');
    const young = { ...anArticle('st:1', '고라니 네 마리'), version: 2 };
    await tell(young);
    await tell(old);
    expect(await found('고라니')).toEqual(['st:1']);
    expect((await ask({ q: '고라니' })).body.data[0]?.headline).toBe('고라니 네 마리');
  });

  test('may be told again without harm, and mended', async () => {
    const article = anArticle('st:2', '두루미 돌아오다');
    await tell(article);
    await tell(article, article);
    const { body } = await ask({ q: '두루미' });
    expect(body.meta).toMatchObject({ total: 1, totalRelation: 'eq' });
    await tell({ ...article, headline: '두루미, 다시 돌아오다' });
    expect((await ask({ q: '두루미' })).body.data[0]?.headline).toBe('두루미, 다시 돌아오다');
  });

  test('of a withdrawn article is found by nobody and holds no word, whatever comes late', async () => {
    const article = anArticle('st:3', '수달의 비밀', {
      text: '수달이 산다.',
      tags: [{ name: '수달', slug: '수달' }],
    });
    await tell(article);
    expect(await found('수달')).toEqual(['st:3']);
    await tell(gone(article));
    await tell(article);
    expect(await found('수달')).toEqual([]);
    expect(await engine(`${env['SEARCH_INDEX_PREFIX']}-articles-read/_doc/${article.id}`)).toMatchObject({
      _source: { articleId: article.id, status: 'gone' },
    });
    await tell({ ...article, seq: seq++, headline: '수달, 돌아오다' });
    expect(await found('수달')).toEqual(['st:3']);
  });

  test('moves with its language', async () => {
    await tell(anArticle('st:4', '두더지 지도'));
    await tell(anArticle('st:4', 'A map of moles'));
    expect([await found('두더지'), await found('moles')]).toEqual([[], ['st:4']]);
  });
});

describe('pages', () => {
  const times = (i: number) => new Date(NOON - 3_600_000 - (i % 3) * 1_000).toISOString();
  beforeAll(() =>
    tell(
      ...Array.from({ length: 23 }, (_, i) =>
        anArticle(`pa:${i}`, '청개구리 관찰 일지', { firstPublished: times(i) }),
      ),
    ),
  );

  test.each(['relevance', 'newest'])('by %s hold every article once', async (sort) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await ask({ q: '청개구리', sort, limit: '4', ...(cursor ? { cursor } : {}) });
      seen.push(...body.data.map(({ uri }) => uri));
      cursor = body.page.next;
      // Scores change with what is indexed; the order of the newest does not.
      if (sort === 'newest' && seen.length === 8)
        await tell(anArticle('new:1', '청개구리', { firstPublished: times(-3) }));
    } while (cursor && seen.length < 60);
    expect(seen).toHaveLength(23);
    expect(new Set(seen).size).toBe(23);
  });

  test.each([
    ['the one of another order', 'newest'],
    ['nonsense', 'AAAA'],
    ['a moment after the end of time', Buffer.from('[8.7e15,1,1,"abcdefghij"]').toString('base64url')],
    ['an endless score', Buffer.from('[1,1e999,1,"abcdefghij"]').toString('base64url')],
  ])('do not begin at a cursor that is not theirs: %s', async (_, cursor) => {
    const { body } = await ask({ q: '청개구리', limit: '1' });
    const given = cursor === 'newest' ? (body.page.next ?? '') : cursor;
    const { status, body: problem } = await ask<Problem>({ q: '청개구리', sort: 'newest', cursor: given });
    expect(status).toBe(400);
    expect(problem).toMatchObject({ code: 'invalid_parameter', errors: [{ parameter: 'cursor' }] });
  });
});

const write = `${env['SEARCH_INDEX_PREFIX']}-articles-write`;
const indices = async () => Object.keys((await engine(`_alias/${write}`)) as object);

describe('an index that is closed for writing, as all are on a disk that is nearly full', () => {
  const ready = () => newsroom.app('search').get(Runtime).readiness();
  async function close(block: string, closed: boolean): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ [`index.blocks.${block}`]: closed ? true : null });
    const response = await fetch(`${env['ELASTICSEARCH_URL']}/${write}/_settings`, {
      method: 'PUT',
      headers,
      body,
    });
    expect(response.status).toBe(200);
  }

  test.each(['read_only_allow_delete', 'write'])(
    'makes changes wait, says so, and answers; and goes on by itself when it is open: %s',
    async (block) => {
      await close(block, true);
      const uri = `full:${block}`;
      await sender.send(
        topics.changes.name,
        encodeChange({ type: 'article.public', article: anArticle(uri, `${block} 저장소가 가득 찼다`) }),
      );
      await eventually(async () =>
        expect(await ready()).toMatchObject({
          status: 'degraded',
          dependencies: { elasticsearch: 'up', 'room in elasticsearch': 'down' },
          reasons: { 'room in elasticsearch': expect.stringContaining('blocked by') },
        }),
      );
      expect(await found('대통령실')).toEqual(['pr:2']);
      await close(block, false);
      await eventually(async () => expect(await found(block)).toEqual([uri]));
      expect(await ready()).toMatchObject({ status: 'ready' });
      const scan = newsroom.app('search').get(LogScan);
      const [letters] = await scan.stretches([deadTopic(topics.changes.name, 'search')]);
      expect(letters).toMatchObject({ high: 0 });
    },
  );
});

describe('an index that somebody deletes', () => {
  async function deleteIndex(): Promise<void> {
    for (const index of await indices()) await engine(index, 'DELETE');
  }
  const uris = Array.from({ length: 40 }, (_, i) => `de:${i}`);
  beforeAll(() => tell(...uris.map((uri) => anArticle(uri, '반딧불이 축제', { section: 'culture' }))));

  test('is made anew and filled from the log, while changes come in every partition', async () => {
    await deleteIndex();
    const later = Array.from({ length: 30 }, (_, i) => `la:${i}`);
    await Promise.all(
      later.map((uri) =>
        sender.send(
          topics.changes.name,
          encodeChange({
            type: 'article.public',
            article: anArticle(uri, '반딧불이 소식', { section: 'culture' }),
          }),
        ),
      ),
    );
    const all = [...uris, ...later].toSorted((a, b) => (a < b ? -1 : 1));
    await eventually(async () => {
      const pages = await Promise.all(['축제', '소식'].map((q) => found(q, { section: 'culture' })));
      expect([...new Set(pages.flat())].toSorted((a, b) => (a < b ? -1 : 1))).toEqual(all);
    });
    expect(await found('대통령실')).toEqual(['pr:2']);
    expect(await found('수달')).toEqual(['st:3']);
  });

  test('is made anew as soon as somebody asks, though nothing changes; who asks first hears 503', async () => {
    await deleteIndex();
    expect((await ask<Problem>({ q: '반딧불이' })).body).toMatchObject({
      status: 503,
      code: 'dependency_unavailable',
    });
    await eventually(async () =>
      expect(await found('축제', { section: 'culture' })).toHaveLength(uris.length),
    );
  });

  test('is made anew though nobody asks and nothing changes, and never answers as long as it is not whole', async () => {
    await deleteIndex();
    const answers: unknown[] = [];
    await eventually(async () => {
      // None that was answered before, which may be answered from memory, and rightly; at most 50 may be asked for.
      const limit = String(uris.length + (answers.length % 10));
      const { status, body } = await ask({ q: '축제', section: 'culture', limit });
      answers.push(status === 200 ? body.data.length : status);
      expect(status).toBe(200);
    });
    expect(new Set(answers)).toEqual(new Set([uris.length, 503]));
  });
});

describe('an alias that somebody removes', () => {
  test.each(['read', 'write'])(
    'comes back to the index that has it, and nothing is filled again: %s',
    async (which) => {
      await newsroom.settled();
      const before = await indices();
      const alias = `${env['SEARCH_INDEX_PREFIX']}-articles-${which}`;
      await engine(`_all/_alias/${alias}`, 'DELETE');
      const uri = `alias:${which}`;
      await eventually(() => tell(anArticle(uri, `${which} 이름표를 되찾은 날`)));
      await eventually(async () => expect(await found('이름표')).toContain(uri));
      expect(await indices()).toEqual(before);
    },
  );
});
