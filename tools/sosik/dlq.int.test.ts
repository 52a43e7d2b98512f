import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import {
  ACCEPTED_AT,
  type ArticleAnswer,
  deadTopic,
  type LogRecord,
  type SearchAnswer,
  topics,
  traced,
} from '#libs/contracts';
import { type Found, type KafkaSettings, kafkaSettings, type LetterRow, LogScan, Sender } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { dlqCommands } from './dlq.ts';
import { NotReachable } from './terminal.ts';

const env = installation();
const settings: KafkaSettings = readSettings(kafkaSettings, env);
const engine = new Client({ node: env['ELASTICSEARCH_URL'] ?? '' });
let newsroom: Newsroom;
let sender: Sender;
let scan: LogScan;

beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest], { env });
  sender = newsroom.app('content').get(Sender);
  scan = new LogScan(settings, newsroom.app('content').get(Runtime));
});
beforeEach(() => newsroom.settled());
afterAll(async () => {
  await engine.close();
  await newsroom?.stop();
});

interface Ran {
  code: number;
  out: string[];
  err: string[];
}

/** Runs `sosik dlq …` as a terminal does. */
async function dlq(args: string[], changes: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const ran: Ran = { code: 0, out: [], err: [] };
  const terminal = {
    env: { ...env, CONTENT_URL: newsroom.url('content'), ...changes },
    out: (line: string) => ran.out.push(line),
    err: (line: string) => ran.err.push(line),
    exit: (code: number) => {
      ran.code = code;
    },
    load: <T>(module: () => Promise<T>) => module(),
  };
  const program = new Command('sosik').exitOverride().configureOutput({ writeErr: terminal.err });
  dlqCommands(program, terminal);
  await program.parseAsync(['dlq', ...args], { from: 'user' });
  return ran;
}

async function open(topic?: string): Promise<LetterRow[]> {
  const { out } = await dlq(['list', '--json', ...(topic ? ['--topic', topic] : [])]);
  return out.map((line) => JSON.parse(line) as LetterRow);
}

async function letterOf(uri: string, group: string): Promise<LetterRow> {
  const found = (await open()).find((row) => row.key === uri && row.group === group);
  if (!found) throw new Error(`no letter of ${group} on ${uri}`);
  return found;
}

async function publish(uri: string, version: number, headline: string): Promise<void> {
  const article = anArticle({ uri, version, headline, language: 'ko', section: 'society' });
  expect(await newsroom.send(anEvent('article.published', article))).toMatchObject({ status: 202 });
  await newsroom.settled();
}

async function withdraw(uri: string): Promise<void> {
  const event = anEvent('article.withdrawn', { uri, reason: '오보' });
  expect(await newsroom.send(event)).toMatchObject({ status: 202 });
  await newsroom.settled();
}

/** A record as content would have set it aside for a fault of its own that is mended since. */
async function bury(record: Partial<LogRecord>, changes: Record<string, string>): Promise<string> {
  const topic = deadTopic(topics.intake.name, 'content');
  const origin = { 'dead.topic': topics.intake.name, 'dead.partition': '0', 'dead.offset': '0' };
  const dead = { ...origin, 'dead.group': 'content', 'dead.reason': 'TypeError', 'dead.attempts': '3' };
  const headers = { ...record.headers, ...changes, ...dead, 'dead.at': new Date().toISOString() };
  const { offset } = await sender.send(topic, { key: record.key, value: record.value ?? null, headers }, 0);
  return `${topic}/0/${offset}`;
}

async function stateOf(uri: string): Promise<{ state: string; version?: number }> {
  const response = await fetch(`${newsroom.url('content')}/internal/articles?uri=${uri}`);
  if (response.status === 404) return { state: 'unknown' };
  const { state, article } = (await response.json()) as ArticleAnswer;
  return { state, ...('version' in article ? { version: article.version } : {}) };
}

async function found(q: string): Promise<string[]> {
  const response = await fetch(`${newsroom.url('search')}/internal/search?q=${encodeURIComponent(q)}`);
  return ((await response.json()) as SearchAnswer).data.map(({ uri }) => uri);
}

async function recordsOf(topic: string, uri?: string): Promise<Found[]> {
  const records: Found[] = [];
  await scan.read(await scan.stretches([topic]), (some) => {
    records.push(...some.filter(({ record }) => uri === undefined || record.key === uri));
  });
  return records;
}

describe('a record of the change log that readers can not use', () => {
  const uri = 'letters:poison';

  beforeAll(async () => {
    await publish(uri, 1, '갈매기 등대');
    const bytes = Buffer.from('{"uri":"letters:poison","headline":"갈매');
    const headers = { ce_type: 'article.public', ce_id: 'poison' };
    await sender.send(topics.changes.name, { key: uri, value: bytes, headers });
    await newsroom.settled();
    // A reader that could not use its record stands there with something else: here, with nothing to be found.
    const index = `${env['SEARCH_INDEX_PREFIX']}-articles-write`;
    const id = publicId(uri);
    const { _version: version = 1 } = await engine.get({ index, id });
    const document = { articleId: id, status: 'gone' };
    await engine.index({ index, id, version, version_type: 'external_gte', document, refresh: true });
  });

  test('is listed by reader and reason', async () => {
    expect(await open()).toMatchObject(
      ['popularity', 'search'].map((group) => ({
        ...{ group, topic: topics.changes.name, reason: 'undecodable', key: uri, type: 'article.public' },
        place: `${deadTopic(topics.changes.name, group)}/0/0`,
      })),
    );
    const { out } = await dlq(['list', '--topic', topics.changes.name]);
    expect(out[0]).toMatch(/^popularity {2}content\.changes\.v1 {2}undecodable {2}1 letter, \d{4}-/);
    expect(out[1]).toContain(
      'content.changes.v1.popularity.dead/0/0  letters:poison  article.public  the value is not',
    );
    expect(await open(topics.intake.name)).toEqual([]);
    expect((await open(deadTopic(topics.changes.name, 'search'))).map(({ group }) => group)).toEqual([
      'search',
    ]);
  });

  test('is shown whole, with the reason, where it comes from, and what a replay would do', async () => {
    const { place } = await letterOf(uri, 'search');
    const { out, code } = await dlq(['show', place]);
    expect(code).toBe(0);
    const text = out.join('\n');
    expect(text).toMatch(
      /topic +content\.changes\.v1\npartition +\d\noffset +\d+\ngroup +search\nreason +undecodable/,
    );
    expect(text).toContain('error      the value is not JSON');
    expect(text).toContain('would have content tell letters:poison again');
    expect(out.at(-1)).toBe('{"uri":"letters:poison","headline":"갈매');
  });

  test('stays as it is in a dry run', async () => {
    const before = await recordsOf(topics.changes.name);
    const { out, code } = await dlq(['replay', '--all', '--reason', 'undecodable', '--dry-run']);
    expect(code).toBe(0);
    expect(out).toEqual([
      'content.changes.v1.popularity.dead/0/0  would replay: content tells letters:poison again',
      'content.changes.v1.search.dead/0/0  would replay: content tells letters:poison again',
    ]);
    await newsroom.settled();
    expect(await recordsOf(topics.changes.name)).toEqual(before);
    expect(await open()).toHaveLength(2);
    expect(await recordsOf(topics.decisions.name)).toEqual([]);
  });

  test('is never written again: a replay has content tell the article again, and the reader catches up', async () => {
    expect(await found('등대')).toEqual([]);
    const { place } = await letterOf(uri, 'search');
    expect((await dlq(['replay', place])).out).toEqual([`${place}  replayed: content tells ${uri} again`]);
    await newsroom.settled();
    expect(await found('등대')).toEqual([uri]);
    const records = await recordsOf(topics.changes.name, uri);
    expect(records).toHaveLength(3);
    // But for the trace, which is that of the wish, and for when a newsroom said it: nobody has waited for this one.
    const [told, , again] = records.map(({ record }) => traced(record, 'any'));
    expect(told?.headers[ACCEPTED_AT]).toMatch(/^\d+$/);
    const { [ACCEPTED_AT]: _, ...headers } = told?.headers ?? {};
    expect(again).toEqual({ ...told, headers });
    expect(new Set(records.map(({ partition }) => partition)).size).toBe(1);
    expect((await open()).map(({ group }) => group)).toEqual(['popularity']);
  });

  test('has no second effect: who replays it again is told who was first', async () => {
    const place = `${deadTopic(topics.changes.name, 'search')}/0/0`;
    const before = await recordsOf(topics.changes.name, uri);
    const { out, code } = await dlq(['replay', place]);
    expect(code).toBe(0);
    expect(out[0]).toMatch(/decided: replayed by \S+ at \d{4}-.*; nothing is done/);
    expect((await dlq(['show', place])).out.join('\n')).toMatch(/decided +letter\.replayed by/);
    await newsroom.settled();
    expect(await recordsOf(topics.changes.name, uri)).toEqual(before);
  });

  test('brings no article back that has left the public since', async () => {
    await withdraw(uri);
    expect((await dlq(['replay', '--all', '--reason', 'undecodable'])).out).toHaveLength(1);
    await newsroom.settled();
    expect(await stateOf(uri)).toEqual({ state: 'gone' });
    expect(await found('등대')).toEqual([]);
    expect((await recordsOf(topics.changes.name, uri)).at(-1)?.record.headers['ce_type']).toBe(
      'article.gone',
    );
    expect((await dlq(['list'])).out).toEqual(['No open dead letters.']);
  });

  test('is refused with words when content knows nothing of it', async () => {
    await sender.send(topics.changes.name, { key: 'letters:nobody', value: Buffer.from('{'), headers: {} });
    await newsroom.settled();
    const { place } = await letterOf('letters:nobody', 'search');
    const { out, code } = await dlq(['replay', place]);
    expect({ code, out }).toEqual({
      code: 3,
      out: [
        `${place}  refused: content has never told the public of letters:nobody: there is nothing to tell again`,
      ],
    });
    expect((await open()).map((row) => row.place)).toContain(place);
    for (const { place } of await open()) await dlq(['discard', place, '--note', '남의 기사']);
    expect(await open()).toEqual([]);
  });
});

describe('an event content could not decide on', () => {
  test('is said again as it was, and shows', async () => {
    const uri = 'letters:update';
    await publish(uri, 1, '첫 소식');
    const [event] = await recordsOf(topics.intake.name, uri);
    const data = JSON.parse(String(event?.record.value)) as object;
    const value = Buffer.from(JSON.stringify({ ...data, version: 2, headline: '울릉도 뱃길 열려' }));
    const place = await bury({ ...event?.record, value }, { ce_id: 'second' });
    expect((await dlq(['show', place])).out.join('\n')).toContain(
      `would say it again in ingest.events.v1 under ${uri}`,
    );
    const words = `said again in ingest.events.v1 under ${uri}`;
    expect((await dlq(['replay', place, '--json'])).out.map((line) => JSON.parse(line) as object)).toEqual([
      { place, is: 'replayed', words },
    ]);
    await newsroom.settled();
    expect(await stateOf(uri)).toEqual({ state: 'public', version: 2 });
    expect(await found('뱃길')).toEqual([uri]);
    expect((await dlq(['replay', place])).out[0]).toContain('nothing is done');
  });

  test('is refused as long as nobody could read it', async () => {
    const place = await bury(
      { key: 'letters:torn', value: Buffer.from('{"uri":') },
      { ce_type: 'article.updated' },
    );
    const { code, out } = await dlq(['replay', place]);
    expect(code).toBe(3);
    expect(out).toEqual([`${place}  refused: it still can't be read: the value is not JSON`]);
    expect((await open(topics.intake.name)).map((row) => row.place)).toEqual([place]);
  });
});

test('views are refused, since a copy would count a second time', async () => {
  await sender.send(topics.views.name, { key: undefined, value: Buffer.from('[]'), headers: {} }, 3);
  await newsroom.settled();
  const [row] = await open(topics.views.name);
  const { out, code } = await dlq(['replay', row?.place ?? '']);
  expect(code).toBe(3);
  expect(out[0]).toMatch(/refused: views are counted by their place in the log/);
});

test('a letter that is discarded is closed, with the note, and stays readable', async () => {
  const [row] = await open(topics.views.name);
  const place = row?.place ?? '';
  expect((await dlq(['discard', place, '--note', '시험 조회'])).code).toBe(0);
  expect(await open(topics.views.name)).toEqual([]);
  expect((await dlq(['replay', place])).out[0]).toMatch(
    /decided: discarded by \S+ at .* \(시험 조회\); nothing is done/,
  );
  expect((await dlq(['discard', place, '--note', 'again'])).out[0]).toContain('nothing is done');
  expect((await dlq(['show', place])).out.at(-1)).toBe('[]');
});

describe('a command that makes no sense', () => {
  test.each([
    { args: ['replay'], says: 'Name one letter' },
    { args: ['replay', 'a.dead/0/0', '--all', '--reason', 'x'], says: 'Name one letter' },
    { args: ['replay', '--all'], says: 'Name one letter' },
    { args: ['replay', 'a.dead/0/0', '--reason', 'x'], says: 'Name one letter' },
    { args: ['replay', '--all', '--reason', 'x', '--rate', '0'], says: '--rate is a number from 1 to 200' },
  ])('$args is a fault of usage', async ({ args, says }) => {
    const { code, err } = await dlq(args);
    expect(code).toBe(2);
    expect(err.join(' ')).toContain(says);
  });

  test('discard without a note is a fault of usage', async () => {
    await expect(dlq(['discard', 'x.dead/0/0'])).rejects.toMatchObject({
      code: 'commander.missingMandatoryOptionValue',
    });
  });

  test.each([
    'nowhere',
    'no.such.topic.dead/0/0',
    `${deadTopic(topics.changes.name, 'search')}/0/999`,
    'x.dead/7/-1',
  ])('a letter that does not exist is said to be missing: %s', async (place) => {
    expect((await dlq(['replay', place])).out[0]).toContain('missing: there is no such letter');
    expect((await dlq(['discard', place, '--note', 'x'])).code).toBe(3);
    expect((await dlq(['show', place])).err[0]).toContain('There is no letter');
  });
});

test('a log that does not answer is named, with the command to try next', async () => {
  await expect(dlq(['list'], { KAFKA_BROKERS: '127.0.0.1:1' })).rejects.toThrow(NotReachable);
});

test('content that does not answer leaves the letter open', async () => {
  await sender.send(topics.changes.name, { key: 'letters:away', value: Buffer.from('{'), headers: {} });
  await newsroom.settled();
  const { place } = await letterOf('letters:away', 'search');
  const away = { CONTENT_URL: 'http://127.0.0.1:1' };
  await expect(dlq(['replay', place], away)).rejects.toThrow(
    /content can't be asked at http:\/\/127\.0\.0\.1:1/,
  );
  expect((await open()).map((row) => row.place)).toContain(place);
});
