import { setTimeout as delay, setInterval as every } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { topics } from '#libs/contracts';
import { within } from '#libs/testing';
import { publicId } from '#libs/text';
import { Chance } from '../../tools/local/chance.ts';
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
/** What is ended, or emptied, in the course of the story: once for each time it stands here. */
const BLOWS = [
  ...(['content', 'content', 'search', 'search', 'popularity', 'popularity', 'gateway', 'ingest'] as const),
  ...(['store', 'index', 'counts'] as const),
];
type Blow = (typeof BLOWS)[number];
/** So many events leave the newsroom together. */
const BATCH = 20;
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
}, 120_000);
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
  expect(told.map(({ n }) => n).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: views }, (_, n) => n),
  );
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
      case 'store':
        await paper.store?.engine.kill();
        await paper.store?.engine.start();
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
      await storm(newsroom);
      await expectWhole(newsroom);
      expect(newsroom.receipts).toHaveLength(PLOT.events);
    },
    TEST_MS,
  );
});

function partsOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
