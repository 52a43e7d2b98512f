import { setTimeout as delay, setInterval as every } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { topics } from '#libs/contracts';
import { anArticle, anEvent, within } from '#libs/testing';
import { publicId } from '#libs/text';
import type { EngineName } from '../../engines/engines.ts';
import { Balance } from '../../tools/chaos/balance.ts';
import { Callers } from '../../tools/chaos/callers.ts';
import { callsOf, replace, stopOnce } from '../../tools/chaos/lifecycle.ts';
import { type Known, Readers } from '../../tools/chaos/readers.ts';
import { Chance } from '../../tools/local/chance.ts';
import { type AppName, appNames } from '../../tools/local/ports.ts';
import { Newsroom } from './crash/newsroom.ts';
import { Paper } from './crash/paper.ts';
import {
  points,
  type Struck,
  sampleOf,
  stepsElsewhere,
  stepsNowAndThen,
  stepsOfSources,
  stepsOnTheWay,
} from './crash/points.ts';
import { batchIn, faultsOf, lostOf, misjudgedOf, worldOfPaper, wrongPagesOf } from './crash/proof.ts';
import { Stores } from './crash/shown.store.ts';
import { aRound, story } from './crash/story.ts';

const PLOT = {
  articles: 300,
  events: process.env['THOROUGH'] ? 2_000 : 1_200,
  copies: 0.1,
  withdrawals: 0.03,
  held: 0.05,
  reinstatements: 0.01,
};
/** What is ended by SIGKILL, or emptied, in the course of the story: once for each time it stands here. */
const BLOWS = [
  ...(['content', ...appNames] as const),
  ...(['kafka', 'mongodb', 'elasticsearch', 'redis'] as const satisfies readonly EngineName[]),
  ...(['index', 'counts'] as const),
];
type Blow = (typeof BLOWS)[number];
/** So many events leave the newsroom together. */
const BATCH = 20;
/** Readers of pages that were public before the storm, a second. */
const READS_PER_SECOND = 20;
/** A blow falls so long after a batch was sent, at most: in the middle of the work on it. */
const JITTER_MS = 60;
/** Points of all those there are that a run tries; `CRASH_POINTS=72` tries all. */
const SAMPLE = Number(process.env['CRASH_POINTS'] ?? 20);
/** While apps die at their points, the newsroom says something so often. */
const PACE_MS = 500;
/** A point that is not reached by then is not reached. */
const REACHED_MS = 10_000 * SAMPLE;
const TEST_MS = REACHED_MS + 200_000;

/** `CRASH_SEED` repeats a run; without it each run is another one. */
const seed = Number(process.env['CRASH_SEED'] ?? Math.floor(Math.random() * 1e6));
let paper: Paper;
let stores: Stores;
beforeAll(async () => {
  paper = await Paper.open('crash');
  stores = new Stores(paper.settings);
}, 240_000);
afterAll(async () => {
  await stores?.close();
  await paper?.stop();
}, 60_000);

const eventually = within(60_000);

/** Everything is as the log says, and stays so; nothing that was acknowledged is lost. */
async function expectWhole({ receipts, views, name }: Newsroom): Promise<void> {
  // Held versions come by themselves.
  await eventually(async () => {
    await paper.settled();
    const { lives } = await worldOfPaper(paper);
    expect([...lives.values()].filter(({ waiting }) => waiting)).toEqual([]);
  });
  const world = await worldOfPaper(paper);
  // What was emptied comes back by itself.
  await eventually(async () => expect((await faultsOf(paper, stores, world)).slice(0, 20)).toEqual([]));
  await paper.settled();
  expect(await faultsOf(paper, stores, world)).toEqual([]);
  expect(await wrongPagesOf(paper, world)).toEqual([]);
  expect(lostOf(world, receipts)).toEqual([]);
  const asked = new Chance(seed).shuffled(receipts).slice(0, 100);
  expect(await misjudgedOf(paper, world, asked)).toEqual([]);
  const told = (await paper.read(topics.views.name)).map(batchIn).filter(({ gateway }) => gateway === name);
  const numbers = told.map(({ n }) => n);
  expect(new Set(numbers).size).toBe(numbers.length);
  // One whose acknowledgement was lost may be there or not.
  expect([...views].filter((n) => !numbers.includes(n))).toEqual([]);
}

describe(`an app that dies at a step (CRASH_SEED=${seed})`, () => {
  let newsroom: Newsroom;
  let rounds = 0;
  beforeAll(() => {
    newsroom = new Newsroom(paper, new Chance(seed), 'points');
  });

  /** News is made, and read on every kind of page, until it is over or time is. */
  async function newsUntil(over: () => Promise<boolean> | boolean): Promise<void> {
    const deadline = performance.now() + REACHED_MS;
    for await (const _ of every(PACE_MS)) {
      if ((await over()) || performance.now() > deadline) return;
      const { events, ids } = aRound('points', rounds++, Date.now());
      // Of the round before: what is said now is not there yet.
      const { url = '/' } = newsroom.receipts.at(-1) ?? {};
      await newsroom.publish(events);
      await Promise.all([newsroom.view(ids), newsroom.read([url, '/', '/popular', '/search?q=울릉도'])]);
    }
  }

  test('knows every step there is in the sources', () => {
    const beside = [...Object.keys(stepsNowAndThen), ...Object.keys(stepsElsewhere)];
    const known = [...new Set(Object.values(stepsOnTheWay).flat()), ...beside];
    expect(stepsOfSources()).toEqual(known.toSorted());
  });

  test(
    'passes every step that is said to be on the way, and no other',
    async () => {
      const passed = async () => {
        const apps = Object.keys(stepsOnTheWay) as Struck[];
        const own = async (app: Struck) =>
          (await paper.steps(app)).filter((step) => !(step in stepsNowAndThen));
        return Object.fromEntries(await Promise.all(apps.map(async (app) => [app, await own(app)])));
      };
      await newsUntil(async () => JSON.stringify(await passed()) === JSON.stringify(stepsOnTheWay));
      expect(await passed()).toEqual(stepsOnTheWay);
    },
    TEST_MS,
  );

  test(
    `leaves everything as the log says: ${SAMPLE} points of ${points.length}`,
    async () => {
      const sample = sampleOf(SAMPLE, new Chance(seed));
      const apps = [...new Set(sample.map(({ app }) => app))];
      for (const app of apps)
        paper.arm(
          app,
          sample.filter((point) => point.app === app),
        );
      // These end in good order; the ones that take their places die, one at each point.
      await Promise.all(apps.map((app) => paper.apps.end(app, 10_000)));
      await newsUntil(() => paper.deaths.length >= sample.length);
      const deaths = sample.map(({ app, failpoint }) => `${app} at ${failpoint}: ended by SIGKILL`);
      expect(new Set(paper.deaths)).toEqual(new Set(deaths));
      await expectWhole(newsroom);
    },
    TEST_MS,
  );
});

describe(`a storm (CRASH_SEED=${seed})`, () => {
  const chance = new Chance(seed);
  const lines = story(PLOT, chance, 'storm');
  const ids = [...new Set(lines.map(({ uri }) => publicId(uri)))];
  const blows = chance.shuffled(BLOWS).map((what) => {
    return { what, after: chance.next(), ms: chance.between(0, JITTER_MS) };
  });

  /** Resolves when what was struck is there again. */
  async function strike({ what, ms }: { what: Blow; ms: number }): Promise<void> {
    await delay(ms);
    switch (what) {
      case 'kafka':
      case 'mongodb':
      case 'elasticsearch':
      case 'redis':
        await paper.engines.get(what)?.engine.kill();
        await paper.engines.get(what)?.engine.start();
        return;
      case 'index':
        return stores.harm.loseIndex();
      case 'counts':
        return stores.harm.loseCounts();
      default:
        await paper.apps.end(what);
        await paper.apps.ready(what);
    }
  }

  /** Pages that are public before the storm and are told of no more, known to two gateways. */
  async function knownReaders(newsroom: Newsroom): Promise<Readers> {
    const events = Array.from({ length: 4 }, (_, index) => {
      const words = anArticle({ uri: `known:${seed}:${index}`, section: 'culture' });
      return anEvent('article.published', { ...words, headline: `${words.headline} ${index}` });
    });
    await newsroom.publish(events);
    await paper.settled();
    const known = newsroom.receipts.flatMap(({ id, url = '' }) => {
      const data = events.find((event) => event.id === id)?.data as { uri: string; headline: string };
      return [{ uri: data.uri, headline: data.headline, path: url }];
    });
    const readers = new Readers(known, paper.url('gateway'), await paper.secondGateway());
    await eventually(() => readers.begin());
    return readers;
  }

  /** The story, cut into as many parts as there are blows; at most two things are down at a time. */
  async function storm(newsroom: Newsroom): Promise<void> {
    let recovery: Promise<void> = Promise.resolve();
    for (const [index, part] of partsOf(lines, Math.ceil(lines.length / blows.length)).entries()) {
      const blow = blows[index];
      const batches = partsOf(part, BATCH);
      const moment = Math.floor((blow?.after ?? 0) * batches.length);
      let struck: Promise<void> = Promise.resolve();
      for (const [at, batch] of batches.entries()) {
        const said = newsroom.publish(batch.map((line) => line.at(Date.now())));
        if (blow && at === moment) struck = strike(blow);
        // Awaited with the next part: a failure has to wait for that.
        struck.catch(() => undefined);
        await Promise.all([said, newsroom.view(ids), newsroom.read()]);
      }
      await recovery;
      recovery = struck;
    }
    await recovery;
  }

  test(
    'of kills and losses while 2,000 events come leaves everything as the log says',
    async () => {
      const newsroom = new Newsroom(paper, new Chance(seed), 'storm');
      const readers = await knownReaders(newsroom);
      const over = new AbortController();
      const reading = readers.read(READS_PER_SECOND, over.signal);
      await storm(newsroom).finally(() => over.abort());
      await reading;
      await expectWhole(newsroom);
      expect(newsroom.receipts).toHaveLength(PLOT.events + 4);
      // The gateway that nobody killed has answered whoever asked for a page that it knows.
      expect(readers.failed).toEqual([]);
      expect(readers.asked).toBeGreaterThan(READS_PER_SECOND);
    },
    TEST_MS,
  );
});

describe('an app', () => {
  let known: Known[];
  beforeAll(async () => {
    const newsroom = new Newsroom(paper, new Chance(seed), 'lifecycle');
    const words = anArticle({ section: 'culture' });
    await newsroom.publish([anEvent('article.published', words)]);
    await paper.settled();
    known = newsroom.receipts.map(({ url = '' }) => {
      return { uri: words.uri, headline: words.headline, path: url };
    });
    await newsroom.read(known.map(({ path }) => path));
  }, TEST_MS);

  test(
    'that is told to stop while it is asked fails no request that it has accepted, and ends in good order within 10 s',
    async () => {
      const calls = callsOf(paper.key, known);
      const stop = async (app: AppName) => {
        const { faults, answered } = await stopOnce(paper.apps, app, { call: calls[app], beforeMs: 300 });
        return [app, { faults, answers: answered > 0 }] as const;
      };
      // Alone: an engine that is asked for the first time, while everything starts again, does not answer in time.
      const first = await stop('search');
      const others = await Promise.all(appNames.filter((app) => app !== 'search').map(stop));
      const well = { faults: [], answers: true };
      expect(Object.fromEntries([first, ...others])).toEqual(
        Object.fromEntries(appNames.map((app) => [app, well])),
      );
    },
    TEST_MS,
  );

  test(
    'can be replaced while news comes and readers read: nothing is lost, and nobody is turned away',
    async () => {
      const balances = { ingest: new Balance(), gateway: new Balance() };
      const calls = callsOf(paper.key, known);
      try {
        const rolls = Object.entries(balances).map(async ([name, balance]) => {
          const app = name as keyof typeof balances;
          const over = new AbortController();
          await balance.open();
          balance.leadTo(paper.url(app));
          const callers = new Callers(calls[app]);
          const asking = callers.ask(() => balance.url, READS_PER_SECOND, over.signal);
          const ends = await replace(paper.apps, app, balance).finally(() => over.abort());
          await asking;
          const { failed, turnedAway, answered } = callers;
          return [app, { ends, failed, turnedAway, answers: answered > 0 }] as const;
        });
        const well = { ends: [], failed: [], turnedAway: 0, answers: true };
        expect(Object.fromEntries(await Promise.all(rolls))).toEqual({ ingest: well, gateway: well });
      } finally {
        for (const balance of Object.values(balances)) balance.close();
      }
    },
    TEST_MS,
  );
});

function partsOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
