import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { anArticle, anEvent, installation, type Newsroom, Road, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import {
  type Engine,
  engines,
  expected,
  type Kind,
  kinds,
  pathFor,
  settingOf,
  wordFor,
} from '../../tools/local/matrix.ts';
import { Sender } from './sender.ts';

const KEY = 'live_ofWhoPublishesInAllWeathers2';
const TEST_MS = 120_000;
const eventually = within(40_000);
/** Of one answer, whatever the weather; that few take more than half of it is for the long form to say. */
const MOST_MS = 3_000;
const editions = ['en', 'ko'] as const;

/** Nearly as in production: the waits are what is tested, on a machine that may be busy. */
const env: Record<string, string> = {
  ...installation(),
  INGEST_ADMIN_KEY: KEY,
  GATEWAY_ANSWER_MS: '2200',
  SEARCH_ANSWER_MS: '1500',
  INGEST_LOG_WAIT_MS: '1500',
  GATEWAY_API_PER_MINUTE: '1000000',
};
const hostOf = (name: string) => new URL(env[name] ?? '').host;
const roads = {
  mongodb: new Road(hostOf('MONGODB_URL'), 'bytes'),
  elasticsearch: new Road(hostOf('ELASTICSEARCH_URL'), 'bytes'),
  redis: new Road(hostOf('REDIS_URL'), 'bytes'),
  kafka: new Road(env['KAFKA_BROKERS'] ?? ''),
} as const satisfies Record<Engine, Road>;

let newsroom: Newsroom;
let sender: Sender;
const known: Record<'en' | 'ko', string> = { en: '', ko: '' };
/** The slowest answer so far. */
let slowest = { ms: 0, of: '' };
/** Uris of events that were accepted while an engine did not answer. */
const accepted: string[] = [];
let published = 0;

beforeAll(async () => {
  const ways = engines.map(async (engine) => {
    const name = settingOf[engine];
    const begin = await roads[engine].start();
    return [name, engine === 'kafka' ? begin : env[name]?.replace(hostOf(name), begin)];
  });
  const led = { ...env, ...(Object.fromEntries(await Promise.all(ways)) as Record<string, string>) };
  newsroom = await startNewsroom([content, search, popularity, gateway, ingest], { env: led });
  sender = new Sender(newsroom.url('ingest'), KEY);
  for (const language of editions) {
    const uri = `weather:known:${language}`;
    await sender.send(anEvent('article.published', anArticle({ uri, language })));
    await newsroom.settled();
    const { body } = await newsroom.get(`/api/v1/articles/${publicId(uri)}`);
    known[language] = (JSON.parse(body) as { data: { url: string } }).data.url;
  }
}, TEST_MS);
afterAll(async () => {
  await Promise.all(Object.values(roads).map((road) => road.become('clear')));
  await newsroom?.stop();
  for (const road of Object.values(roads)) road.stop();
});

async function publish(edition: 'en' | 'ko'): Promise<{ status: number; headers: Headers; body: string }> {
  const uri = `weather:${++published}`;
  const { status, headers, body } = await sender.send(
    anEvent('article.published', anArticle({ uri, language: edition })),
  );
  if (status === 202) accepted.push(uri);
  return { status, headers, body: JSON.stringify(body) };
}

/** What a question comes to, in one word. */
async function ask(kind: Kind, edition: 'en' | 'ko'): Promise<string> {
  const begun = performance.now();
  const answer =
    kind === 'publish' ? await publish(edition) : await newsroom.get(pathFor(kind, edition, known[edition]));
  const ms = performance.now() - begun;
  if (ms > slowest.ms) slowest = { ms, of: `${kind} in ${edition}` };
  return wordFor(kind, answer);
}

/** Pages that are served while nobody can make them. */
const knowable = ['article page', 'front', 'section'] as const satisfies readonly Kind[];

/** Every question in both editions, by kind: the words of their answers. */
async function askAll(): Promise<Record<string, string[]>> {
  const rows = kinds.map(async (kind) => [kind, await Promise.all(editions.map((each) => ask(kind, each)))]);
  return Object.fromEntries(await Promise.all(rows)) as Record<string, string[]>;
}

const all = (engine?: Engine) =>
  Object.fromEntries(kinds.map((kind) => [kind, editions.map(() => expected(kind, engine))]));

const well = () => eventually(async () => expect(await askAll()).toEqual(all()));

/** No answer is anything but what it is in fair weather, or what the matrix says; and soon all are as it says. */
async function holds(engine: Engine, { lately = false } = {}): Promise<void> {
  await eventually(async () => {
    const words = await askAll();
    const wrong = kinds.flatMap((kind) =>
      (words[kind] ?? [])
        .filter((word) => word !== expected(kind) && word !== expected(kind, engine))
        .map((word) => `${kind}: ${word}`),
    );
    expect(wrong).toEqual([]);
    if (!lately) expect(words).toEqual(all(engine));
  });
}

test.each(engines)(
  'without %s, whatever the weather on the way to it, every answer is what the matrix says, and all is well again by itself',
  async (engine) => {
    const road = roads[engine];
    await well();
    // What was published with these questions has come; from now on the pages are known.
    await newsroom.settled();
    await Promise.all(knowable.flatMap((kind) => editions.map((edition) => ask(kind, edition))));
    slowest = { ms: 0, of: '' };
    const before = accepted.length;
    try {
      // Nothing is cleared in between: what one leaves behind is there in the next, and at last in the clear.
      await road.become('refused');
      await holds(engine);
      await road.become('reset');
      await holds(engine);
      await road.become('trickle');
      await holds(engine);
      await road.become('slow');
      // Two seconds late is no silence: what is not waited for by a reader may come.
      await holds(engine, { lately: true });
      await road.become('black hole');
      await holds(engine);
    } finally {
      await road.become('clear');
    }
    await well();
    expect(slowest.ms).toBeLessThan(MOST_MS);
    if (engine !== 'kafka') expect(accepted.length).toBeGreaterThan(before);
    await newsroom.settled();
    for (const uri of accepted) {
      const { status } = await newsroom.get(`/api/v1/articles/${publicId(uri)}`);
      expect([uri, status]).toEqual([uri, 200]);
    }
  },
  TEST_MS,
);
