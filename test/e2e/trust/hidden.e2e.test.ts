import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type OpenApi,
  pathOn,
  type Surface,
  SurfaceClass,
  surfaces,
  type Whereabouts,
} from '#libs/contracts';
import { type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../../apps/content/src/content.module.ts';
import { gateway } from '../../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../../apps/popularity/src/popularity.module.ts';
import { search } from '../../../apps/search/src/search.module.ts';
import { syndication } from '../../../apps/syndication/src/syndication.module.ts';
import { plainly } from '../../../tools/trust/canary.ts';
import { type Eye, eyeAt } from '../../../tools/trust/eye.ts';
import { Measurement } from '../../../tools/trust/measure.ts';
import { Outside } from '../../../tools/trust/outside.ts';
import { largerShare } from '../../../tools/trust/rank.ts';
import { crowd, readIn, Secrecy } from '../../../tools/trust/secrecy.ts';
import { crawl } from '../site/crawl.ts';
import {
  askable,
  blank,
  Desk,
  forEach,
  look,
  neverHeardOf,
  ownSurfaces,
  ownWords,
  pair,
  type Story,
  shows,
  snapshot,
  together,
} from './story.ts';

const KEY = 'live_ofTheNewsroomThatCanKeepSecrets';
const FAR = '2999-01-01T00:00:00+09:00';
const ROBOT = 'Mozilla/5.0 (compatible; Hangangbot/1.0; +https://bot.hangang.example)';
const eventually = within(20_000);
/** Not where the site answers: whoever follows a link has to know it by what it says. */
const ORIGIN = 'https://daily.hangang.example';
/** Requests of each of two kinds whose times are compared. */
const PAIRS = 400;
/** Beside other tests each of these takes much longer than alone. */
const TEST_MS = 120_000;
/** Time enough to say that something is public then. */
const SOON_MS = 2_500;

let newsroom: Newsroom;
let eye: Eye;
let robot: Eye;
const secrecy = new Secrecy();
const outside = new Outside();
let desk: Desk;
let mediaId = '';
let shared: Whereabouts;

/** Named by a public article, a front and an alert before anybody has heard of them. */
const awaited = { en: 'secret:embargo:en', ko: 'secret:embargo:ko' };

beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, gateway, syndication, ingest], {
    env: {
      INGEST_ADMIN_KEY: KEY,
      INGEST_SECRETS_KEY: randomBytes(32).toString('hex'),
      OUTBOUND_ALLOW: '127.0.0.1/32',
      PUBLIC_URL: ORIGIN,
      GATEWAY_API_PER_MINUTE: '1000000',
      // All apps and their readers in one process: a beat may come late.
      KAFKA_SESSION_TIMEOUT_MS: '10000',
    },
  });
  eye = secrecy.over(eyeAt(newsroom.url('gateway'), () => newsroom.reader()));
  robot = secrecy.over(eyeAt(newsroom.url('gateway'), () => ({ ...newsroom.reader(), 'user-agent': ROBOT })));
  desk = new Desk(newsroom.url('ingest'), KEY);
  mediaId = await desk.bring('#7a5230');
  const url = await outside.open();
  expect((await desk.post('/v1/webhooks', { url, types: ['article.public', 'article.gone'] })).status).toBe(
    201,
  );
  await outside.listen(`${newsroom.url('gateway')}/api/v1/stream`);
  for (const edition of ['en', 'ko'] as const) {
    const uri = `open:${edition}`;
    const url = await desk.say('article.published', {
      ...together,
      ...{ uri, version: 1, language: edition, section: 'society', related: [awaited[edition]] },
      headline: edition === 'ko' ? '과수원의 겨울' : 'Orchard in winter',
      body: edition === 'ko' ? '<p>배나무가 잠들었다.</p>' : '<p>The pear trees are asleep.</p>',
    });
    if (edition === 'en')
      shared = { id: publicId(uri), uri, url, tag: 'orchard', author: 'mina-harlow', words: 'orchard' };
    await desk.say('front.curated', {
      edition,
      version: 1,
      slots: [{ slot: 'lead', uri: awaited[edition] }],
    });
    await desk.say('breaking.raised', {
      id: `alert-${edition}`,
      headline: 'Alert 속보',
      language: edition,
      uri: awaited[edition],
    });
  }
  await newsroom.settled();
}, TEST_MS);
afterAll(async () => {
  await outside.close();
  await newsroom?.stop();
});

const heardOutside = () => plainly(outside.heard.map(({ text }) => text).join('\n'));

describe('articles that are not public', () => {
  const hidden = ['embargo', 'scheduled', 'withheld'].flatMap(pair);
  const buried = pair('buried');
  const waiting = pair('waiting');
  const gone = pair('gone');
  const secrets = [...hidden, ...buried, ...waiting, ...gone];
  const kept = new Map<Story, ReturnType<Secrecy['keep']>>();
  const idsOf = ({ id, words }: Story) => [...Object.values(words), id];

  /** Sends all that is hidden, in whatever way a newsroom may hide it. */
  async function takeIn(): Promise<void> {
    const [embargo, scheduled, withheld] = ['embargo', 'scheduled', 'withheld'].map((kind) =>
      hidden.filter(({ uri }) => uri.includes(kind)),
    );
    for (const story of [...(embargo ?? []), ...buried])
      await desk.tell(story, 'article.published', { embargoedUntil: FAR });
    for (const story of scheduled ?? []) await desk.tell(story, 'article.published', { publishAt: FAR });
    for (const story of withheld ?? [])
      await desk.tell(story, 'article.published', { pubStatus: 'withheld' });
    for (const story of waiting) await desk.tell(story, 'article.updated', { version: 2, publishAt: FAR });
    for (const story of buried) await desk.withdraw(story);
    await newsroom.settled();
  }

  beforeAll(async () => {
    // A picture goes with the last of its articles: theirs is another.
    const other = await desk.bring('#305a7a');
    for (const story of gone) {
      Object.assign(story.where, { media: other });
      await desk.tell(story, 'article.published');
    }
    for (const { where } of [...hidden, ...buried, ...waiting]) Object.assign(where, { media: mediaId });
    for (const { uri, edition } of waiting)
      await desk.say('article.published', {
        ...{ uri, version: 1, language: edition, headline: 'Before 앞서', section: 'society' },
        ...{ body: '<p>Nothing yet 아직.</p>' },
      });
    await newsroom.settled();
    // Robots count for nothing, so that no list of what is read most moves.
    await forEach(askable, (surface) => look(robot, surface, shared));
    for (const story of gone) await desk.withdraw(story);
    await newsroom.settled();
    for (const story of [...hidden, ...buried]) kept.set(story, secrecy.keep(idsOf(story)));
    for (const story of waiting) kept.set(story, secrecy.keep(Object.values(story.words)));
    // What has been withdrawn leaves its notice, and its name in the feeds.
    for (const story of gone) secrecy.keep(ownWords(story));
  }, TEST_MS);

  test(
    'move no count, total, ETag or date of any surface when they are taken in',
    async () => {
      const before = await snapshot(robot, shared);
      const again = await snapshot(robot, shared);
      await takeIn();
      const after = await snapshot(robot, shared);
      const steady = [...before].filter(
        ([name, was]) => JSON.stringify(was) === JSON.stringify(again.get(name)),
      );
      expect(steady.length).toBeGreaterThan(0.9 * askable.length);
      for (const [name, was] of steady) expect({ name, ...after.get(name) }).toEqual({ name, ...was });
    },
    TEST_MS,
  );

  test(
    'are on nothing that the site leads to, nor behind any address of the interface, while readers come',
    async () => {
      const documented = JSON.parse((await eye('/api/v1/openapi.json')).body) as OpenApi;
      const known = { ...shared, ...secrets[0]?.where };
      const values: Record<string, string> = { id: known.id, slug: known.tag, window: '1h', lang: 'en' };
      const paths = Object.keys(documented.paths).map((path) =>
        path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'x'),
      );
      const pages = surfaces.map((surface) => pathOn(surface, shared));
      const readers = crowd(eye, 3, () => pages);
      const begin = ['/', '/ko', '/lite', '/ko/lite', '/robots.txt', '/feeds', '/ko/feeds', ...paths];
      const answers = await crawl((path) => eye(path), ORIGIN, begin).finally(() => readers.leave());
      expect(answers.length).toBeGreaterThan(200);
      expect(answers.some(({ path }) => path.startsWith('/sitemap/'))).toBe(true);
      expect(secrecy.leaks).toEqual([]);
    },
    TEST_MS,
  );

  test(
    'and those that never were are told apart by no byte of any surface',
    async () => {
      const differing = await forEach(
        [...hidden, ...buried].filter((_, index) => index % 4 === 0 || index % 4 === 3),
        async (story) => {
          const never = neverHeardOf(story);
          const own = ownSurfaces(story.edition);
          const seen = await forEach(own, async (surface) => {
            const [one, other] = [
              await look(eye, surface, story.where),
              await look(eye, surface, never.where),
            ];
            return { name: surface.name, one: blank(story, one), other: blank(never, other) };
          });
          return seen.filter(({ one, other }) => JSON.stringify(one) !== JSON.stringify(other));
        },
      );
      expect(differing.flat()).toEqual([]);
      expect(secrecy.leaks).toEqual([]);
    },
    TEST_MS,
  );

  test(
    'and those that never were are told apart by no time that an answer takes',
    async () => {
      const [story] = hidden;
      if (!story) throw new Error('nothing is hidden');
      const never = neverHeardOf(story);
      const took = { hidden: [] as number[], never: [] as number[] };
      const ask = async (kind: keyof typeof took, { where }: Story) => {
        const begun = performance.now();
        await eye(`/api/v1/articles/${where.id}`);
        took[kind].push(performance.now() - begun);
      };
      for (let pairs = 0; pairs < PAIRS; pairs++) {
        const order = [() => ask('hidden', story), () => ask('never', never)];
        // Whoever comes second finds a busier or a calmer machine.
        for (const each of pairs % 2 === 0 ? order : order.toReversed()) await each();
      }
      const share = largerShare(took.hidden, took.never);
      expect(Math.abs(share - 0.5)).toBeLessThan(0.2);
    },
    TEST_MS,
  );

  const released = [...hidden, ...waiting];
  const own = (story: Story, surface: Surface): Whereabouts => {
    // What stands beside an article is read there.
    return surface.class === 'related' ? { ...shared, id: publicId(`open:${story.edition}`) } : story.where;
  };
  const paths = (of: readonly Story[]) =>
    of.flatMap((story) => ownSurfaces(story.edition).map((surface) => pathOn(surface, own(story, surface))));

  test(
    'are on no surface before their time, and on every one of them after it',
    async () => {
      const at = Date.now() + SOON_MS;
      for (const story of released) {
        const secret = kept.get(story);
        if (secret) secrecy.end(secret, story.uri.includes('withheld') ? Date.now() : at);
        // What only the newsroom knows stays with it.
        secrecy.keep([story.words.slugline, story.words.reason]);
      }
      const readers = crowd(eye, 3, () => [...paths(released), '/', '/ko', '/sitemap-news.xml', '/feed.xml']);
      const time = new Date(at).toISOString();
      for (const story of released) {
        const kind = story.uri.split(':')[1] ?? '';
        const changes = { embargo: { embargoedUntil: time }, withheld: {} }[kind] ?? { publishAt: time };
        await desk.tell(story, 'article.updated', { version: 3, changeType: 'material', ...changes });
      }
      await eventually(async () => {
        for (const { where } of released) expect((await eye(where.url)).status).toBe(200);
      });
      const examples = released.slice(0, 2);
      for (const story of examples)
        await desk.tell(story, 'article.corrected', { version: 4, changeType: 'correction' });
      const missing = new Set(
        examples.flatMap((story) =>
          askable.filter((surface) => shows(story, surface)).map((surface) => ({ story, surface })),
        ),
      );
      await eventually(async () => {
        await forEach([...missing], async (each) => {
          const { story, surface } = each;
          const seen = await look(eye, surface, own(story, surface));
          const there = seen.status === 204 || (surface.class === 'picture' && seen.status === 200);
          if (there || readIn(seen, idsOf(story)).length > 0) missing.delete(each);
        });
        expect([...missing].map(({ story, surface }) => `${story.edition} ${surface.name}`)).toEqual([]);
        const heard = heardOutside();
        for (const { words } of released) expect(heard).toContain(words.headline.toLowerCase());
      }).finally(() => readers.leave());
      expect(secrecy.leaks).toEqual([]);
    },
    TEST_MS,
  );

  test(
    'are gone from every surface when they are withdrawn, and stay so, while readers come',
    async () => {
      const wordsOfAll = released.flatMap(ownWords);
      const readers = crowd(eye, 3, () => [
        ...paths(released.slice(0, 4)),
        '/',
        '/ko',
        '/sitemap-news.xml',
        '/feed.atom',
      ]);
      for (const story of released) await desk.withdraw(story);
      const common = askable.filter(({ route, at = route }) => !/:(?!section)/.test(at));
      // One of each way to hide, in turn of either edition.
      const places = released
        .filter((_, index) => index % 4 === 0 || index % 4 === 3)
        .flatMap((story, index) =>
          [...ownSurfaces(story.edition), ...(index === 0 ? common : [])].map((surface) => ({
            story,
            surface,
          })),
        );
      const shown = async ({ story, surface }: (typeof places)[number]) => {
        const seen = await look(eye, surface, own(story, surface));
        return seen.status === 204 || readIn(seen, wordsOfAll).length > 0;
      };
      const left = new Set(places);
      await eventually(async () => {
        await forEach([...left], async (place) => ((await shown(place)) ? undefined : left.delete(place)));
        expect([...left].map(({ story, surface }) => `${story.uri} ${surface.name}`)).toEqual([]);
      });
      const from = Date.now();
      secrecy.keep(wordsOfAll, { from });
      expect((await eye(`/media/${mediaId}/640.jpg`)).status).toBe(404);
      await forEach(places, shown);
      await crawl((path) => eye(path), ORIGIN, ['/', '/ko', '/robots.txt', '/feeds']).finally(() =>
        readers.leave(),
      );
      expect(secrecy.leaks).toEqual([]);
      // The last that each is told of it is that it is gone, without its words.
      await eventually(() => {
        for (const { uri, id } of released) {
          const lastOf = (way: string, name: string) =>
            outside.heard.findLast((word) => word.way === way && word.text.includes(name))?.text ?? '';
          const last = [lastOf('message', uri), lastOf('stream', id)];
          expect({ uri, gone: last.map((text) => /article\.gone|withdrawn/.test(text)) }).toEqual({
            uri,
            gone: [true, true],
          });
          expect(wordsOfAll.filter((word) => plainly(last.join()).includes(word.toLowerCase()))).toEqual([]);
        }
      });
    },
    TEST_MS,
  );

  test('nobody outside has heard what was never to be told', () => {
    const heard = heardOutside();
    const never = [
      ...buried.flatMap(idsOf),
      ...released.flatMap(({ words }) => [words.slugline, words.reason]),
    ];
    expect(never.filter((word) => heard.includes(word.toLowerCase()))).toEqual([]);
  });
});

test(
  'what `npm run trust` measures is measured on every kind of surface',
  async () => {
    const paper = {
      url: (app: string) => newsroom.url(app),
      ...{ key: KEY, settings: {}, eye, settled: () => newsroom.settled() },
    };
    const bring = (n: number) => desk.bring(`#0000${(16 + n).toString(16)}`);
    const measurement = new Measurement(paper, outside, bring);
    expect(await measurement.run({ articles: 3, mostMs: TEST_MS })).toBe(3);
    const classes = SurfaceClass.options.filter((kind) => kind !== 'preview');
    expect(new Set(measurement.measured.keys())).toEqual(new Set(classes));
    for (const [kind, { gone }] of measurement.measured)
      expect({ kind, samples: gone.length }).toEqual({
        kind,
        samples: kind === 'breaking' ? gone.length : 3,
      });
    expect(measurement.secrecy.leaks).toEqual([]);
  },
  TEST_MS,
);
