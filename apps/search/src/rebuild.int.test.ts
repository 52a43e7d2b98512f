import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type Change,
  encodeChange,
  type PublicArticle,
  type RebuildAnswer,
  type SearchAnswer,
  topics,
} from '#libs/contracts';
import { type KafkaSettings, kafkaSettings, migrateTopics, Sender } from '#libs/kafka';
import { createService, Runtime, readSettings } from '#libs/service';
import { installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { IndexStore } from './index.store.ts';
import { PreviousStore } from './previous.store.ts';
import { RebuildStore } from './rebuild.store.ts';
import { search } from './search.module.ts';

// On a machine that is busy with other tests readers always wait: how fast an index is filled then is proved apart.
const env: Record<string, string> = { ...installation(), SEARCH_REBUILD_P95_MS: '10000' };
const engine = new Client({ node: env['ELASTICSEARCH_URL'] ?? '' });
const prefix = `${env['SEARCH_INDEX_PREFIX']}-articles`;
const eventually = within(40_000);
let newsroom: Newsroom;
/** A second process of search: each applies the changes of some partitions. */
let second: Awaited<ReturnType<typeof createService>>;
let sender: Sender;
/** What was told last of each article: what every index must hold in the end. */
const told = new Map<string, Change>();
let seq = 0;
/** How far the clock of the newsroom is before ours. */
let ahead = 0;

beforeAll(async () => {
  await migrateTopics(readSettings(kafkaSettings, env) as KafkaSettings, Runtime.silent('test'));
  newsroom = await startNewsroom([search], { env, now: () => Date.now() + ahead });
  second = await createService(search, { env: { ...env, PORT: '0' } });
  sender = newsroom.app('search').get(Sender);
  await Promise.all(Array.from({ length: 240 }, (_, i) => tell(`base:${i}`, i % 2 === 0 ? 'en' : 'ko')));
  await newsroom.settled();
});
beforeEach(() => newsroom.settled());
afterAll(async () => {
  await engine.close();
  await second?.close();
  await newsroom?.stop();
});

const words = {
  en: { headline: 'Ferry to Ulleung', text: 'The harbour office said that the sea decides the rest. ' },
  ko: { headline: '울릉도 여객선', text: '항만사무소는 나머지는 바다에 달렸다고 밝혔다. ' },
};

async function tell(uri: string, language: 'en' | 'ko'): Promise<void> {
  const time = new Date().toISOString();
  const { headline, text } = words[language];
  const article = {
    ...{ uri, id: publicId(uri), url: `/${uri}`, version: 1, revision: 1, seq: ++seq, language },
    ...{ headline: `${headline} ${seq}`, slug: 'x', section: 'society', tags: [], by: [], excerpt: '' },
    ...{ contentCreated: time, firstPublished: time, modified: time, readingMinutes: 1 },
    fingerprint: '0123456789abcdef',
    body: [{ type: 'p', spans: [{ text: text.repeat(5) }] }],
  } as PublicArticle;
  await say({ type: 'article.public', article });
}

async function withdraw(uri: string): Promise<void> {
  const base = { uri, id: publicId(uri), seq: ++seq, section: 'society', language: 'ko' };
  await say({ type: 'article.gone', article: { ...base, kind: 'withdrawn' } });
}

async function say(change: Change): Promise<void> {
  await sender.send(topics.changes.name, encodeChange(change));
  told.set(change.article.uri, change);
}

async function ask(): Promise<RebuildAnswer> {
  const response = await fetch(`${newsroom.url('search')}/internal/rebuild`);
  return (await response.json()) as RebuildAnswer;
}

async function order(way: 'rollback' | 'commit'): Promise<RebuildAnswer> {
  const response = await fetch(`${newsroom.url('search')}/internal/rebuild/${way}`, { method: 'POST' });
  expect(response.status).toBe(200);
  return (await response.json()) as RebuildAnswer;
}

async function rebuild(): Promise<RebuildAnswer> {
  const response = await fetch(`${newsroom.url('search')}/internal/rebuild`, { method: 'POST' });
  expect(response.status).toBe(202);
  return finished();
}

async function finished(): Promise<RebuildAnswer> {
  for (const deadline = performance.now() + 40_000; ; await delay(20)) {
    const answer = await ask();
    if (answer.state !== 'running') return answer;
    if (performance.now() > deadline) throw new Error(`still ${JSON.stringify(answer)}`);
  }
}

async function hits(q: string): Promise<number> {
  const response = await fetch(
    `${newsroom.url('search')}/internal/search?q=${encodeURIComponent(q)}&highlight=false`,
  );
  if (response.status !== 200) throw new Error(`answered ${response.status}`);
  return ((await response.json()) as SearchAnswer).meta.total;
}

/** Every article of the index that serves, with its number and whether it can be found. */
async function indexed(): Promise<Map<string, string>> {
  await engine.indices.refresh({ index: `${prefix}-read` });
  const { hits: found } = await engine.search<{ status: string }>({
    track_total_hits: true,
    index: `${prefix}-read`,
    size: 5_000,
    version: true,
    _source: ['status'],
    query: { bool: { must_not: [{ term: { status: 'position' } }] } },
  });
  expect(found.total).toMatchObject({ value: found.hits.length });
  return new Map(
    found.hits.map(({ _id, _version, _source }) => [_id ?? '', `${_source?.status} ${_version}`]),
  );
}

/** How many records of the log the consumers of this process have been handed so far. */
async function recordsRead(): Promise<string[]> {
  const text = await (await fetch(`${newsroom.url('search')}/metrics`)).text();
  return text.split('\n').filter((line) => line.startsWith('sosik_consumer_records_total'));
}

/** In how many partitions of the log the index knows where it stands. */
async function positions(): Promise<number> {
  const query = { term: { status: 'position' } };
  return (await engine.count({ index: `${prefix}-read`, query })).count;
}

function expected(): Map<string, string> {
  return new Map(
    [...told.values()].map(({ type, article }) => [
      article.id,
      `${type === 'article.gone' ? 'gone' : 'public'} ${article.seq}`,
    ]),
  );
}

async function indices(): Promise<string[]> {
  return Object.keys(await engine.indices.getAlias({ index: `${prefix}-*` }, { ignore: [404] }));
}

/** The index behind an alias, if there is one. */
async function behind(purpose: 'read' | 'next' | 'previous'): Promise<string | undefined> {
  const found = await engine.indices.getAlias({ index: `${prefix}-*` }, { ignore: [404] });
  return Object.entries(found).find(([, { aliases }]) => `${prefix}-${purpose}` in aliases)?.[0];
}

/** A figure for people; nothing is asserted by it. */
function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Something that goes on until `work` has ended; rejects when it can't. */
async function during<T>(work: () => Promise<T>, goesOn: (n: number) => Promise<void>): Promise<T> {
  let going = true;
  const other = (async () => {
    for (let n = 0; going; n++) await goesOn(n);
  })();
  try {
    return (await Promise.race([work(), other.then(() => undefined)])) as T;
  } finally {
    going = false;
    await other;
  }
}

describe('a rebuild of the index', () => {
  test('loses no change and answers every question from a whole index, while articles come, change and go', async () => {
    const old = await behind('read');
    const answers: number[] = [];
    let least = 0;
    // Readers and newsrooms in turns: a slow engine is asked less, and never drowned.
    const traffic = async (n: number): Promise<void> => {
      answers.push(...(await Promise.all([hits('Ulleung'), hits('울릉도')])));
      await Promise.all([
        tell(`base:${n % 200}`, 'en'),
        tell(`new:${n % 2_000}`, 'ko'),
        withdraw(`base:${200 + (n % 40)}`),
      ]);
    };
    const begun = performance.now();
    await during(async () => {
      await within(30_000)(() => expect(answers.length).toBeGreaterThan(8));
      least = Math.min(...answers);
      expect(await rebuild()).toMatchObject({ state: 'done', total: expect.any(Number) });
      await within(30_000)(() => expect(answers.length).toBeGreaterThan(20));
    }, traffic);
    const seconds = (performance.now() - begun) / 1_000;
    print(
      `${(answers.length / seconds).toFixed(0)} questions a second while the index is made anew, each answered`,
    );
    await newsroom.settled();
    // So many are withdrawn meanwhile.
    expect(Math.min(...answers)).toBeGreaterThanOrEqual(least - 40);
    expect(await indexed()).toEqual(expected());
    expect(await positions()).toBe(topics.changes.partitions);
    expect(await behind('read')).not.toBe(old);
    expect(await behind('previous')).toBe(old);
  });

  test('can be gone back on, and forth: whichever index serves has all that came since, and every question an answer', async () => {
    const [made, old] = [await behind('read'), await behind('previous')];
    const answers: number[] = [];
    await tell('since:1', 'ko');
    await withdraw('base:1');
    await newsroom.settled();
    for (const serving of [old, made]) {
      const begun = performance.now();
      const answer = await during(
        () => order('rollback'),
        async (n) => {
          answers.push(await hits('울릉도'));
          await tell(`back:${n % 5}`, 'ko');
        },
      );
      print(`the other index serves after ${(performance.now() - begun).toFixed(0)} ms`);
      expect(answer).toMatchObject({ state: 'done', rollbackUntil: expect.any(String) });
      expect(await behind('read')).toBe(serving);
      await newsroom.settled();
      expect(await indexed()).toEqual(expected());
    }
    expect(Math.min(...answers)).toBeGreaterThan(0);
  });

  test('keeps the index that served before no longer than was said, or than somebody wants it', async () => {
    const previous = newsroom.app('search').get(PreviousStore);
    await previous.sweep();
    expect(await behind('previous')).toBeDefined();
    ahead = 31 * 60_000;
    await previous.sweep();
    ahead = 0;
    expect(await indices()).toEqual([await behind('read')]);
    expect(await order('rollback')).toMatchObject({
      state: 'failed',
      reason: 'no index is kept that served before',
    });
    await tell('later:1', 'ko');
    await newsroom.settled();
    await rebuild();
    expect(await order('commit')).toMatchObject({ state: 'done' });
    expect(await indices()).toEqual([await behind('read')]);
  });

  test('knows where it stands: nothing is read again, a change that comes next is found, an older one changes nothing', async () => {
    const read = await recordsRead();
    expect(await rebuild()).toMatchObject({ state: 'done' });
    await newsroom.settled();
    expect(await recordsRead()).toEqual(read);
    await tell('after:1', 'ko');
    await newsroom.settled();
    expect(await indexed()).toEqual(expected());
    const { article } = told.get('base:1') ?? {};
    const late = encodeChange({ type: 'article.public', article: { ...article, seq: 1 } as PublicArticle });
    await sender.send(topics.changes.name, late);
    await newsroom.settled();
    expect(await indexed()).toEqual(expected());
  });

  test('brings back an index that was removed, with nothing new in the log; asked for twice, it is one', async () => {
    await engine.indices.delete({ index: await indices() });
    const both = await Promise.all([rebuild(), rebuild()]);
    for (const each of both) expect(each).toMatchObject({ state: 'done' });
    await newsroom.settled();
    expect(await indexed()).toEqual(expected());
    // The empty one that served meanwhile is nothing to go back to.
    expect(await indices()).toEqual([await behind('read')]);
  });
});

describe('a rebuild that can not be', () => {
  test('leaves an index in place that holds more than the log, and says so', async () => {
    const [serving] = await indices();
    await engine.index({
      index: `${prefix}-write`,
      id: 'lost22lost',
      document: { articleId: 'x', status: 'gone' },
    });
    await engine.indices.refresh({ index: `${prefix}-write` });
    const answer = await rebuild();
    expect(answer).toMatchObject({ state: 'failed' });
    expect(answer.reason).toMatch(
      /holds 1 articles that the change log does not have, or has in an older state \(lost22lost\): it is left as it is/,
    );
    expect(await indices()).toEqual([serving]);
    expect(await behind('read')).toBe(serving);
    expect(await hits('울릉도')).toBeGreaterThan(0);
    await engine.delete({ index: `${prefix}-write`, id: 'lost22lost', refresh: true });
  });

  test('ends when its index vanishes; what is applied meanwhile is applied, and the next one clears away and succeeds', async () => {
    const store = newsroom.app('search').get(RebuildStore);
    await store.begin();
    await tell('meanwhile:1', 'en');
    await newsroom.settled();
    const [half = ''] = Object.keys(await engine.indices.getAlias({ name: `${prefix}-next` }));
    await engine.indices.delete({ index: half });
    await tell('meanwhile:2', 'ko');
    await newsroom.settled();
    const change = told.get('meanwhile:2');
    await expect(store.fill(change ? [change] : [])).rejects.toMatchObject({ code: 'rebuild_refused' });
    // One more that comes to no end, as after a crash.
    await store.begin();
    const left = (await behind('next')) ?? '';
    await engine.indices.putAlias({ index: left, name: `${prefix}-ripe` });
    await tell('crash:1', 'ko');
    await newsroom.settled();
    expect(await rebuild()).toMatchObject({ state: 'done' });
    expect(await indices()).not.toContain(left);
    expect(await indexed()).toEqual(expected());
  });

  test('is given up when only its own index can not take a change, which is found all the same', async () => {
    const store = newsroom.app('search').get(RebuildStore);
    await store.begin();
    await engine.indices.putSettings({ index: `${prefix}-next`, settings: { blocks: { write: true } } });
    await tell('refused:1', 'ko');
    await newsroom.settled();
    expect(await engine.indices.existsAlias({ name: `${prefix}-next` })).toBe(false);
    const read = [{ topic: topics.changes.name, partition: 0, low: 0, high: 1 }];
    await expect(store.swap(read)).rejects.toMatchObject({ code: 'rebuild_refused' });
    expect(await indexed()).toEqual(expected());
  });
});

test('an index that an older version has made takes no change and loses none: a process of this version makes it anew', async () => {
  const { settings, mappings } = newsroom.app('search').get(IndexStore).definition();
  const { letters: _, ...properties } = mappings.properties ?? {};
  const older = `${prefix}-200001010000`;
  await engine.indices.create({ index: older, settings, mappings: { ...mappings, properties, _meta: {} } });
  const serving = (await behind('read')) ?? '';
  await engine.indices.updateAliases({
    actions: [
      { add: { index: older, alias: `${prefix}-write`, is_write_index: true } },
      { add: { index: older, alias: `${prefix}-read` } },
      { remove_index: { index: serving } },
    ],
  });
  await tell('newer:1', 'ko');
  const third = await createService(search, { env: { ...env, PORT: '0' } });
  try {
    await eventually(async () => expect(await behind('read')).not.toBe(older));
    await newsroom.settled();
    expect(await indexed()).toEqual(expected());
  } finally {
    await third.close();
  }
});
