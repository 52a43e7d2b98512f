import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ACCEPTED_AT,
  deadTopic,
  encodeIntake,
  type IntakeEvent,
  REPLAY_OF,
  topics,
  traced,
} from '#libs/contracts';
import { DeadLetters, type Found, type KafkaSettings, LogScan, type Runner, Sender } from '#libs/kafka';
import { Runtime, SETTINGS } from '#libs/service';
import { aHold, type Newsroom, startNewsroom } from '#libs/testing';
import { ArticleStore } from './article.store.ts';
import { content } from './content.module.ts';
import { IntakeConsumer } from './intake.consumer.ts';

let newsroom: Newsroom;
let sender: Sender;
let store: ArticleStore;
let scan: LogScan;
let letters: DeadLetters;

beforeAll(async () => {
  newsroom = await startNewsroom([content]);
  const app = newsroom.app('content');
  const settings = app.get<KafkaSettings>(SETTINGS);
  sender = app.get(Sender);
  store = app.get(ArticleStore);
  scan = new LogScan(settings, app.get(Runtime));
  letters = new DeadLetters(settings, app.get(Runtime), sender);
});
afterAll(() => newsroom?.stop());

let count = 0;

function anEvent(type: string, uri: string, version: number, changes: object = {}): IntakeEvent {
  const data = {
    ...{
      uri,
      version,
      language: 'ko',
      headline: `울릉도 뱃길 ${version}보`,
      slug: '울릉도-뱃길',
      section: 'society',
    },
    ...{
      tags: [],
      by: [],
      contentCreated: '2026-01-02T03:04:05Z',
      body: [{ type: 'p', spans: [{ text: '배' }] }],
    },
    ...changes,
  };
  return { id: `e${count++}`, source: '/test', uri, type, data } as IntakeEvent;
}

function aWithdrawal(uri: string): IntakeEvent {
  return {
    id: `w${count++}`,
    source: '/test',
    uri,
    type: 'article.withdrawn',
    data: { uri, reason: '오보' },
  };
}

const say = (event: IntakeEvent) => sender.send(topics.intake.name, encodeIntake(event));

async function sayAll(...events: IntakeEvent[]): Promise<void> {
  for (const event of events) await say(event);
  await newsroom.settled();
}

/** An event that lies in the intake log in a form no release could read, and whole among the dead letters. */
async function bury(event: IntakeEvent): Promise<string> {
  const record = encodeIntake(event);
  const { partition, offset } = await sender.send(topics.intake.name, { ...record, value: Buffer.from('{') });
  await newsroom.settled();
  const topic = deadTopic(topics.intake.name, 'content');
  const dead = {
    'dead.topic': topics.intake.name,
    'dead.partition': `${partition}`,
    'dead.offset': `${offset}`,
  };
  const headers = { ...record.headers, ...dead, 'dead.group': 'content', 'dead.reason': 'TypeError' };
  const place = await sender.send(topic, { ...record, headers }, 0);
  return `${topic}/0/${place.offset}`;
}

const order = { by: 'a test', dryRun: false, retell: async () => 'nothing of the change log is here' };

async function replay(...places: string[]): Promise<string[]> {
  const results = await letters.replay(places, order);
  await newsroom.settled();
  return results.map(({ is }) => is);
}

async function recordsOf(topic: string, uri: string): Promise<Found[]> {
  const records: Found[] = [];
  await scan.read(await scan.stretches([topic]), (some) => {
    records.push(...some.filter(({ record }) => record.key === uri));
  });
  return records;
}

async function outcomes(event: IntakeEvent): Promise<string[]> {
  return (await store.verdictsOn(event.id)).map(({ outcome }) => outcome);
}

async function retell(uri: string): Promise<number> {
  const response = await fetch(`${newsroom.url('content')}/internal/retell`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri }),
  });
  return response.status;
}

describe('a replayed event', () => {
  test('is decided on as it was said, under its own name', async () => {
    const uri = 'replay:1';
    const update = anEvent('article.updated', uri, 2);
    await sayAll(anEvent('article.published', uri, 1));
    expect(await replay(await bury(update))).toEqual(['replayed']);
    expect(await store.find(uri)).toMatchObject({ status: 'public', article: { version: 2 } });
    expect(await outcomes(update)).toEqual(['public']);
    const { record, partition } = (await recordsOf(topics.intake.name, uri)).at(-1) ?? {};
    const { [REPLAY_OF]: replayOf, ...headers } = record?.headers ?? {};
    expect({ ...record, headers }).toEqual(encodeIntake(update));
    expect(Number(replayOf)).toBeGreaterThan(1);
    expect(partition).toBe((await recordsOf(topics.intake.name, uri))[0]?.partition);
  });

  test('has one effect, also when its letter lies there twice, or the decision on it was lost in a crash', async () => {
    const uri = 'replay:2';
    const update = anEvent('article.updated', uri, 2);
    await sayAll(anEvent('article.published', uri, 1));
    const places = [await bury(update), await bury(update)];
    expect(await replay(...places, ...places)).toEqual(['replayed', 'replayed', 'replayed', 'replayed']);
    expect(await recordsOf(topics.changes.name, uri)).toHaveLength(2);
    expect(await recordsOf(topics.intake.name, uri)).toHaveLength(5);
    expect(await replay(...places)).toEqual(['decided', 'decided']);
    expect(await recordsOf(topics.intake.name, uri)).toHaveLength(5);
  });

  test('that comes behind a newer version is stale', async () => {
    const uri = 'replay:3';
    const late = anEvent('article.updated', uri, 2);
    await sayAll(anEvent('article.published', uri, 1));
    const place = await bury(late);
    await sayAll(anEvent('article.updated', uri, 3));
    await replay(place);
    expect(await outcomes(late)).toEqual(['stale']);
    expect(await store.find(uri)).toMatchObject({ article: { version: 3 } });
  });

  test.each(['article.published', 'article.updated', 'article.corrected', 'article.reinstated'])(
    'brings no article back that was withdrawn after it had first been said: %s',
    async (type) => {
      const uri = `replay:${type}`;
      const late = anEvent(type, uri, 2);
      await sayAll(anEvent('article.published', uri, 1), aWithdrawal(uri));
      const place = await bury(late);
      await sayAll(aWithdrawal(uri));
      const told = await recordsOf(topics.changes.name, uri);
      expect(await replay(place)).toEqual(['replayed']);
      expect(await outcomes(late)).toEqual(['withdrawn']);
      expect(await store.find(uri)).toMatchObject({ status: 'gone', withdrawn: true });
      expect(await recordsOf(topics.changes.name, uri)).toEqual(told);
    },
  );

  test('brings nothing back of an article that was withdrawn before the public ever saw it', async () => {
    const uri = 'replay:never';
    const late = anEvent('article.reinstated', uri, 2);
    const place = await bury(late);
    await sayAll(aWithdrawal(uri));
    await replay(place);
    expect(await outcomes(late)).toEqual(['withdrawn']);
    expect(await recordsOf(topics.changes.name, uri)).toEqual([]);
  });

  test('reinstates an article that was not withdrawn again, though its state was told again meanwhile', async () => {
    const uri = 'replay:back';
    await sayAll(anEvent('article.published', uri, 1), aWithdrawal(uri));
    const place = await bury(anEvent('article.reinstated', uri, 2));
    expect(await retell(uri)).toBe(202);
    await newsroom.settled();
    await replay(place);
    expect(await store.find(uri)).toMatchObject({ status: 'public', article: { version: 2 } });
  });

  test('that dies again keeps its first place, and is replayed only when somebody asks for it', async () => {
    const uri = 'replay:again';
    await sayAll(anEvent('article.published', uri, 1), aWithdrawal(uri));
    const event = anEvent('article.reinstated', uri, 2);
    const { headers } = encodeIntake(event);
    const place = await bury(event);
    await sayAll(aWithdrawal(uri));
    const first = (await letters.find(place))?.letter;
    // As it lies there when the replay has died as well.
    const [, , died] = await recordsOf(topics.intake.name, uri);
    const again = {
      ...encodeIntake(event),
      headers: { ...headers, [REPLAY_OF]: String((died?.offset ?? 0) + 1) },
    };
    const dead = { 'dead.topic': topics.intake.name, 'dead.offset': '999', 'dead.group': 'content' };
    const topic = deadTopic(topics.intake.name, 'content');
    const { offset } = await sender.send(topic, { ...again, headers: { ...again.headers, ...dead } }, 0);
    await replay(`${topic}/0/${offset}`);
    expect(first?.offset).toBe(died?.offset);
    expect(await outcomes(event)).toEqual(['withdrawn']);
  });
});

describe('a state that is told again', () => {
  test('is the newest one, as it was told first, in the same partition; nothing changes', async () => {
    const uri = 'told:1';
    await sayAll(anEvent('article.published', uri, 1), anEvent('article.updated', uri, 2));
    const before = await store.find(uri);
    expect(await retell(uri)).toBe(202);
    await newsroom.settled();
    const records = await recordsOf(topics.changes.name, uri);
    expect(records).toHaveLength(3);
    // But for the trace, which is that of the wish, and for how long a newsroom has waited: nobody waits for a wish.
    const [, told, again] = records.map(({ record }) => traced(record, 'any'));
    const { [ACCEPTED_AT]: since, ...headers } = told?.headers ?? {};
    expect(Number(since)).toBeGreaterThan(0);
    expect(again).toEqual({ ...told, headers });
    expect(new Set(records.map(({ partition }) => partition)).size).toBe(1);
    expect(await store.find(uri)).toMatchObject({ seq: before?.seq, article: before?.article });
  });

  test('is told of a withdrawn article as gone', async () => {
    const uri = 'told:2';
    await sayAll(anEvent('article.published', uri, 1), aWithdrawal(uri));
    expect(await retell(uri)).toBe(202);
    await newsroom.settled();
    const types = (await recordsOf(topics.changes.name, uri)).map(({ record }) => record.headers['ce_type']);
    expect(types).toEqual(['article.public', 'article.gone', 'article.gone']);
  });

  test('is not told of what the public has never seen: unknown, or held', async () => {
    const embargo = { embargoedUntil: '2999-01-01T00:00:00Z' };
    await sayAll(anEvent('article.published', 'told:3', 1, embargo));
    expect(await retell('told:3')).toBe(404);
    expect(await retell('told:nobody')).toBe(404);
    await sayAll({
      id: 'r',
      source: '/content',
      uri: 'told:3',
      type: 'article.reprojected',
      data: { uri: 'told:3' },
    });
    expect(await recordsOf(topics.changes.name, 'told:3')).toEqual([]);
    expect(await store.find('told:3')).toMatchObject({ status: 'new', held: { at: embargo.embargoedUntil } });
  });

  test('keeps a version that waits for its time', async () => {
    const uri = 'told:4';
    await sayAll(anEvent('article.published', uri, 1));
    await sayAll(anEvent('article.updated', uri, 2, { publishAt: '2999-01-01T00:00:00Z' }));
    await retell(uri);
    await newsroom.settled();
    expect(await store.find(uri)).toMatchObject({
      article: { version: 1 },
      held: { article: { version: 2 } },
    });
  });

  test('is not told by an owner of the partition who has been replaced and knows an older one', async () => {
    const uri = 'told:5';
    await sayAll(anEvent('article.published', uri, 1));
    const old = await store.findMany([uri]);
    const wish = { id: 'wish', source: '/content', uri, type: 'article.reprojected', data: { uri } } as const;
    const { partition, offset } = await say(wish);
    await sayAll(aWithdrawal(uri));
    const stale: ArticleStore = Object.create(store);
    stale.findMany = async (uris) => {
      stale.findMany = store.findMany.bind(store);
      return new Map([...old].filter(([each]) => uris.includes(each)));
    };
    const runner = { epoch: 0, keepsPosition() {} } as unknown as Runner;
    const before = await store.position(topics.intake.name, partition);
    const runtime = newsroom.app('content').get(Runtime);
    const place = { topic: topics.intake.name, partition, offset, appendedAt: Date.now(), key: uri };
    const consumer = new IntakeConsumer(stale, sender, runtime, runner);
    await consumer.events([{ ...place, value: wish, headers: {} }], aHold());
    await store.keepPosition(topics.intake.name, partition, before ?? 0);
    const told = await recordsOf(topics.changes.name, uri);
    expect(told.at(-1)?.record.headers['ce_type']).toBe('article.gone');
    expect(await store.find(uri)).toMatchObject({ status: 'gone', withdrawn: true });
  });

  test('is never the last word when a newer one is decided at the same time', async () => {
    const uris = Array.from({ length: 6 }, (_, i) => `race:${i}`);
    await sayAll(...uris.map((uri) => anEvent('article.published', uri, 1)));
    for (let version = 2; version <= 12; version++) {
      const events = uris.map((uri, i) =>
        version === 12 && i < 3 ? aWithdrawal(uri) : anEvent('article.updated', uri, version),
      );
      await Promise.all([...uris.map(retell), ...events.map(say), ...uris.map(retell)]);
    }
    await newsroom.settled();
    for (const [i, uri] of uris.entries()) {
      const state = await store.find(uri);
      const records = await recordsOf(topics.changes.name, uri);
      const numbers = records.map(({ record }) => (JSON.parse(String(record.value)) as { seq: number }).seq);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      expect(numbers.at(-1)).toBe(state?.seq);
      expect(records.at(-1)?.record.headers['ce_type']).toBe(i < 3 ? 'article.gone' : 'article.public');
      expect(numbers.length).toBeGreaterThan(12);
    }
  });
});
