import { describe, expect, test } from '@jest/globals';
import { deadTopic, encodeChange, encodeIntake, type LogRecord, topics } from '#libs/contracts';
import { faultsIn, letterOf, mendedOf, partsOfPlace, wayBack } from './deadletter.ts';

const gone = {
  uri: 'test:1',
  id: 'abcdefghij',
  seq: 7,
  kind: 'withdrawn',
  section: 'society',
  language: 'ko',
} as const;
const withdrawal = encodeIntake({
  ...{ id: 'e1', source: '/test', uri: 'test:1', type: 'article.withdrawn' },
  data: { uri: 'test:1', reason: '오보' },
});
const told = encodeChange({ type: 'article.gone', article: gone });

function buried(topic: string, group: string, record: LogRecord): ReturnType<typeof letterOf> {
  const headers = {
    ...record.headers,
    'dead.topic': topic,
    'dead.partition': '4',
    'dead.offset': '17',
    'dead.group': group,
    'dead.reason': 'TypeError',
    'dead.error': '제목이 없다',
    'dead.attempts': '3',
    'dead.at': '2026-01-02T03:04:05.000Z',
  };
  return letterOf({
    topic: deadTopic(topic, group),
    partition: 0,
    offset: 3,
    record: { ...record, headers },
  });
}

describe('a dead letter', () => {
  test('says where it comes from and why it is here, and holds the record as it was', () => {
    expect(buried(topics.intake.name, 'content', withdrawal)).toEqual({
      place: 'ingest.events.v1.content.dead/0/3',
      topic: 'ingest.events.v1',
      partition: 4,
      offset: 17,
      group: 'content',
      reason: 'TypeError',
      error: '제목이 없다',
      attempts: 3,
      at: '2026-01-02T03:04:05.000Z',
      record: withdrawal,
    });
  });

  test('without its headers still says whose it is', () => {
    const record = { key: undefined, value: null, headers: {} };
    const letter = letterOf({ topic: 'content.changes.v1.search.dead', partition: 0, offset: 0, record });
    expect(letter).toMatchObject({
      topic: 'content.changes.v1',
      group: 'search',
      reason: 'unknown',
      offset: -1,
    });
  });

  test.each([
    [
      'content.changes.v1.search.dead/0/12',
      { topic: 'content.changes.v1.search.dead', partition: 0, offset: 12 },
    ],
    ['content.changes.v1/0/12', undefined],
    ['content.changes.v1.search.dead/0/-1', undefined],
    ['content.changes.v1.search.dead/0', undefined],
    ['', undefined],
  ])('is named by its place: %s', (place, parts) => {
    expect(partsOfPlace(place)).toEqual(parts);
  });
});

describe('the way back of a dead letter', () => {
  test.each<[name: string, topic: string, record: LogRecord, way: object]>([
    ['an intake event is said again', topics.intake.name, withdrawal, { is: 'append', key: 'test:1' }],
    ['a change is told again by content', topics.changes.name, told, { is: 'retell', uri: 'test:1' }],
    [
      'a change nobody can read, too',
      topics.changes.name,
      { ...told, value: null },
      { is: 'retell', uri: 'test:1' },
    ],
    [
      'an event without a key has none',
      topics.intake.name,
      { ...withdrawal, key: undefined },
      { is: 'none' },
    ],
    ['an event nobody can read has none', topics.intake.name, { ...withdrawal, value: null }, { is: 'none' }],
    ['a change without a uri has none', topics.changes.name, { ...told, key: '제목' }, { is: 'none' }],
    [
      'views have none',
      topics.views.name,
      { key: undefined, value: Buffer.from('{}'), headers: {} },
      { is: 'none' },
    ],
    ['what comes from nowhere has none', '', withdrawal, { is: 'none' }],
  ])('%s', (_, topic, record, way) => {
    expect(wayBack(buried(topic, 'content', record))).toMatchObject(way);
  });

  test('is not taken by a name a newsroom gives: only Sosik says what is a replay', () => {
    const { headers, ...record } = withdrawal;
    const named = { ...record, headers: { ...headers, ce_replayof: '1', 'ce_replay-of': '1' } };
    expect(topics.intake.decode(named).replayOf).toBeUndefined();
    expect(topics.intake.decode({ ...record, headers: { ...headers, 'replay-of': '18' } }).replayOf).toBe(18);
  });
});

describe('a letter that is mended by hand', () => {
  const data = { uri: 'test:1', at: '2026-03-01T00:00:00Z' };
  const due = encodeIntake({ id: 'e2', source: '/content', uri: 'test:1', type: 'article.due', data });
  const letter = buried(topics.intake.name, 'content', { ...due, value: Buffer.from('{"uri":"test:1"}') });

  test('says what is not as the contract has it', () => {
    expect(faultsIn(letter)).toEqual([{ pointer: '/data/at', message: expect.any(String) }]);
    expect(faultsIn({ ...letter, record: due })).toEqual([]);
    const torn = { ...due, value: Buffer.from('{') };
    expect(faultsIn({ ...letter, record: torn })).toEqual([
      { pointer: '', message: 'the value is not JSON' },
    ]);
    expect(faultsIn({ ...letter, topic: 'nobody’s' })).toMatchObject([{ pointer: '' }]);
  });

  test('is the same record with other bytes, once the contract reads them', () => {
    const value = JSON.stringify(data);
    expect(mendedOf(letter, value)).toEqual({
      record: { ...letter.record, value: Buffer.from(value) },
    });
  });

  test.each<[string, object | string, string]>([
    ['is torn', '{', 'not JSON'],
    ['lacks something', { uri: 'test:1' }, 'at data.at'],
    ['is about another article', { ...data, uri: 'test:2' }, 'it is about test:1'],
  ])('is refused if it %s', (_, value, words) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    expect(mendedOf(letter, text)).toMatchObject({ refused: expect.stringContaining(words) });
  });

  test('is refused if it is none of what newsrooms have said, or of nobody', () => {
    const change = buried(topics.changes.name, 'search', told);
    expect(mendedOf(change, '{}')).toMatchObject({
      refused: expect.stringContaining('what newsrooms have said'),
    });
    const keyless = buried(topics.intake.name, 'content', { ...due, key: undefined });
    expect(mendedOf(keyless, JSON.stringify(data))).toMatchObject({
      refused: expect.stringContaining('no key'),
    });
  });
});
