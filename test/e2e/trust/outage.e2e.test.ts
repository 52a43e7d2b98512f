import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pathOn, topics } from '#libs/contracts';
import { Runner } from '#libs/kafka';
import { installation, type Newsroom, Road, startNewsroom, within } from '#libs/testing';
import { content } from '../../../apps/content/src/content.module.ts';
import { gateway } from '../../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../../apps/ingest/src/ingest.module.ts';
import { ops } from '../../../apps/ops/src/ops.module.ts';
import { popularity } from '../../../apps/popularity/src/popularity.module.ts';
import { search } from '../../../apps/search/src/search.module.ts';
import { syndication } from '../../../apps/syndication/src/syndication.module.ts';
import { type Eye, eyeAt } from '../../../tools/trust/eye.ts';
import { crowd, readIn, Secrecy } from '../../../tools/trust/secrecy.ts';
import { aStory, askable, Desk, forEach, ownSurfaces, ownWords, type Story } from './story.ts';

const KEY = 'live_ofWhoStopsOnePartAfterTheOther';
const FAR = '2999-01-01T00:00:00+09:00';
const eventually = within(40_000);
const TEST_MS = 120_000;

const env: Record<string, string> = installation();
const hostOf = (name: string) => new URL(env[name] ?? '').host;
const roads = {
  KAFKA_BROKERS: new Road(env['KAFKA_BROKERS'] ?? ''),
  MONGODB_URL: new Road(hostOf('MONGODB_URL'), 'bytes'),
  ELASTICSEARCH_URL: new Road(hostOf('ELASTICSEARCH_URL'), 'bytes'),
  REDIS_URL: new Road(hostOf('REDIS_URL'), 'bytes'),
};

/** What each app says of itself at `/readyz` without an engine. Without any of them every gateway goes on. */
const without: Record<string, Readonly<Record<string, string>>> = {
  ingest: { Kafka: 'unready', MongoDB: 'ready', Elasticsearch: 'ready', Redis: 'degraded' },
  content: { Kafka: 'degraded', MongoDB: 'unready', Elasticsearch: 'ready', Redis: 'ready' },
  search: { Kafka: 'degraded', MongoDB: 'ready', Elasticsearch: 'unready', Redis: 'ready' },
  popularity: { Kafka: 'degraded', MongoDB: 'ready', Elasticsearch: 'ready', Redis: 'unready' },
  syndication: { Kafka: 'degraded', MongoDB: 'unready', Elasticsearch: 'ready', Redis: 'ready' },
  gateway: { Kafka: 'degraded', MongoDB: 'ready', Elasticsearch: 'ready', Redis: 'ready' },
  ops: { Kafka: 'degraded', MongoDB: 'ready', Elasticsearch: 'ready', Redis: 'ready' },
};

let newsroom: Newsroom;
let desk: Desk;
let eye: Eye;
const secrecy = new Secrecy();

interface Consumer {
  pause(topics: { topic: string }[]): void;
  resume(topics: { topic: string }[]): void;
}
const changes = [{ topic: `${env['KAFKA_TOPIC_PREFIX']}${topics.changes.name}` }];
const consumerOf = (app: string) => newsroom.app(app).get(Runner).unwrap<Consumer>();

interface Part {
  name: string;
  stop(): void;
  start(): void;
  /** Nothing is decided without it: what readers have is what was public. */
  decides?: true;
}

const engine = (name: string, key: keyof typeof roads): Part => {
  return { name, stop: () => roads[key].close(), start: () => roads[key].open() };
};
const reader = (app: string): Part => {
  const [stop, start] = [() => consumerOf(app).pause(changes), () => consumerOf(app).resume(changes)];
  return { name: `the reader of changes in ${app}`, stop, start };
};
const parts: Part[] = [
  ...['search', 'popularity', 'gateway'].map(reader),
  engine('Elasticsearch', 'ELASTICSEARCH_URL'),
  engine('Redis', 'REDIS_URL'),
  { ...engine('MongoDB', 'MONGODB_URL'), decides: true },
  { ...engine('Kafka', 'KAFKA_BROKERS'), decides: true },
];

beforeAll(async () => {
  const ways = Object.entries(roads).map(async ([name, road]) => {
    const [was = '', begin] = [env[name], await road.start()];
    return [name, name === 'KAFKA_BROKERS' ? begin : was.replace(hostOf(name), begin)] as const;
  });
  newsroom = await startNewsroom([content, search, popularity, syndication, gateway, ingest, ops], {
    env: {
      ...env,
      ...Object.fromEntries(await Promise.all(ways)),
      INGEST_ADMIN_KEY: KEY,
      GATEWAY_API_PER_MINUTE: '1000000',
      OPS_TOKEN: 'opensTheDeskOfTheOutageTest',
      OPS_INGEST_KEY: KEY,
      // All apps and their readers in one process: a beat may come late.
      KAFKA_SESSION_TIMEOUT_MS: '10000',
    },
  });
  desk = new Desk(newsroom.url('ingest'), KEY);
  eye = secrecy.over(eyeAt(newsroom.url('gateway'), () => newsroom.reader()));
}, TEST_MS);
afterAll(async () => {
  await newsroom?.stop();
  for (const road of Object.values(roads)) road.stop();
});

const common = askable.filter(({ route, at = route }) => !/:(?!section)/.test(at));
const pathsOf = ({ edition, where }: Story) =>
  [...ownSurfaces(edition), ...common]
    .filter(({ method }) => !method)
    .map((surface) => pathOn(surface, where));

/** Where words of an article are read; `whole`: or where nobody answers. */
async function readAt(story: Story, { whole = false } = {}): Promise<string[]> {
  const words = ownWords(story);
  const seen = await forEach(pathsOf(story), async (path) => {
    const look = await eye(path);
    const left = readIn(look, words);
    return left.length > 0 || (whole && look.status >= 500)
      ? [`${path} ${look.status} ${left.join(' ')}`]
      : [];
  });
  return seen.flat();
}

/** What each app says of itself, and with which status; both must fit. */
async function readiness(): Promise<Record<string, string>> {
  const all = Object.keys(without).map(async (app) => {
    const answer = await fetch(`${newsroom.url(app)}/readyz`);
    const { status } = (await answer.json()) as { status: string };
    return [
      app,
      answer.status === (status === 'unready' ? 503 : 200) ? status : `${answer.status} ${status}`,
    ];
  });
  return Object.fromEntries(await Promise.all(all));
}
const allReady = Object.fromEntries(Object.keys(without).map((app) => [app, 'ready']));

// First: what kafkajs goes on to try after a long outage is over before the others are.
test.each(parts.filter(({ name }) => without['gateway']?.[name] !== undefined))(
  'without $name each app says whether it still serves, all live on, and all are ready when it is back',
  async ({ name, stop, start }) => {
    await eventually(async () => expect(await readiness()).toEqual(allReady));
    stop();
    try {
      const said = Object.fromEntries(Object.entries(without).map(([app, row]) => [app, row[name]]));
      await eventually(async () => expect(await readiness()).toEqual(said));
      for (const app of Object.keys(without)) {
        const answer = await fetch(`${newsroom.url(app)}/livez`);
        expect([app, await answer.json()]).toEqual([app, { status: 'live', stuck: [] }]);
      }
    } finally {
      start();
    }
    await eventually(async () => expect(await readiness()).toEqual(allReady));
  },
  TEST_MS,
);

test.each(parts.map((part, index) => ({ ...part, index })))(
  'without $name nothing hidden is read, and what is withdrawn meanwhile is gone, at the latest soon after it is back',
  async ({ name, stop, start, decides, index }) => {
    const edition = index % 2 === 0 ? 'en' : 'ko';
    const [open, hidden] = [aStory(`open-${index}`, edition), aStory(`hidden-${index}`, edition)];
    secrecy.keep([...Object.values(hidden.words), hidden.id]);
    await desk.tell(hidden, 'article.published', { embargoedUntil: FAR });
    await desk.tell(open, 'article.published');
    // It can be found, so that there is something to forget.
    await eventually(async () => expect((await readAt(open)).length).toBeGreaterThan(20));
    const readers = crowd(eye, 2, () => [...pathsOf(open), ...pathsOf(hidden)]);
    try {
      stop();
      // Where the log does not take it, the newsroom says it again until it does.
      const said = eventually(() => desk.withdraw(open));
      said.catch(() => undefined);
      if (!decides) {
        await said;
        await eventually(async () => expect(await readAt(open)).toEqual([]));
      }
      start();
      const back = performance.now();
      await said;
      await eventually(async () => expect(await readAt(open, { whole: true })).toEqual([]));
      process.stdout.write(
        `gone everywhere ${((performance.now() - back) / 1_000).toFixed(1)} s after ${name} was back\n`,
      );
      secrecy.keep(ownWords(open), { from: Date.now() });
      await readAt(open);
    } finally {
      await readers.leave();
    }
    expect(secrecy.leaks).toEqual([]);
  },
  TEST_MS,
);
