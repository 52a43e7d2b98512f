import { setTimeout as delay } from 'node:timers/promises';
import type { EngineName } from '../../engines/engines.ts';
import { Chance } from '../local/chance.ts';
import { freePort } from '../local/installation.ts';
import { type AppName, appNames } from '../local/ports.ts';
import { Ground } from './ground.ts';
import { news } from './news.ts';
import type { Finding, Part, Setting } from './part.ts';
import { Readers } from './readers.ts';

const PER_SECOND = { events: 100, reads: 100 };
const MINUTES = 5;
/** From when all are ready to the next end, milliseconds: in the middle of whatever is done. */
const CALM_MS = { least: 100, most: 3_000 };
const MOST_MS = 30_000;
const SHOWN_FAULTS = 10;

const engines = ['kafka', 'mongodb', 'elasticsearch', 'redis'] as const satisfies readonly EngineName[];
type Target = AppName | EngineName;
const targets: readonly Target[] = [...appNames, ...engines];
const isEngine = (target: Target): target is EngineName => (engines as readonly string[]).includes(target);

/** Ends one by SIGKILL; resolves when it runs again and every app says that it is ready, with the milliseconds it took. */
async function strike(ground: Ground, target: Target): Promise<number> {
  const begun = performance.now();
  if (isEngine(target)) {
    const engine = ground.paper.engines[target];
    await engine.kill();
    await engine.start();
  } else await ground.paper.apps.end(target);
  await ground.ready();
  return performance.now() - begun;
}

/** Ends all of them in random order, again and again, until the time is over; each at least once. */
async function rage(
  ground: Ground,
  { seed, signal, say, minutes = MINUTES }: Setting,
): Promise<Map<Target, number[]>> {
  const chance = new Chance(seed);
  const until = performance.now() + minutes * 60_000;
  const recovered = new Map<Target, number[]>(targets.map((target) => [target, []]));
  for (let round = 0; round === 0 || performance.now() < until; round++) {
    for (const target of chance.shuffled(targets)) {
      signal.throwIfAborted();
      if (round > 0 && performance.now() > until) break;
      await delay(chance.between(CALM_MS.least, CALM_MS.most));
      const ms = await strike(ground, target);
      recovered.get(target)?.push(ms);
      say(`${target} was killed, and all is ready again after ${(ms / 1_000).toFixed(1)} s`);
    }
  }
  return recovered;
}

function findingsOf(recovered: ReadonlyMap<Target, number[]>): Finding[] {
  return [...recovered].map(([target, times]) => ({
    done: `${target} was ended by SIGKILL at a random instant`,
    times: times.length,
    lost: 0,
    recovered: times,
    bound: 'it comes back by itself and every app is ready',
    kept: true,
  }));
}

async function hurt(ground: Ground, setting: Setting, readers: Readers): Promise<Finding[]> {
  const { writers } = ground;
  const over = new AbortController();
  const run = setting.seed.toString(36);
  const events = news(`storm-${run}`, Chance.of(setting.seed, 1), Date.now);
  const writing = writers.write(PER_SECOND.events, over.signal, events);
  const reading = readers.read(PER_SECOND.reads, over.signal);
  const begun = performance.now();
  const recovered = await rage(ground, setting).finally(() => over.abort());
  const seconds = (performance.now() - begun) / 1_000;
  const ended = performance.now();
  await Promise.all([writing, reading]);
  const { articles, lost, faults, ms } = await ground.judge();
  const settled = performance.now() - ended;
  for (const line of [...lost, ...faults, ...readers.failed].slice(0, SHOWN_FAULTS)) setting.say(line);
  const views = await ground.views();
  return [
    ...findingsOf(recovered),
    {
      done: 'an event was acknowledged while one after the other was killed',
      times: writers.receipts.length,
      lost: lost.length + writers.givenUp.length,
      recovered: [],
      bound: 'each is in the log where its receipt says',
      kept: lost.length + writers.givenUp.length === 0,
      note: `${(writers.receipts.length / seconds).toFixed(0)} a second; ${writers.again} tries were not acknowledged and said again`,
    },
    {
      done: 'an article was held against what the log says: record, verdicts, index, counts, page',
      times: articles,
      lost: faults.length,
      recovered: [settled],
      bound: `all is as the log says at most ${MOST_MS / 1_000} s after the last restart`,
      kept: faults.length === 0 && settled <= MOST_MS,
      note: `${views} views in the log; asked until they agreed for ${(ms / 1_000).toFixed(1)} s`,
    },
    {
      done: 'a reader asked for a page that was public before',
      times: readers.asked,
      lost: readers.failed.length,
      recovered: [],
      bound: 'the gateway that is not killed itself answers each',
      kept: readers.failed.length === 0,
      note: `${(readers.asked / seconds).toFixed(0)} a second; the slowest waited ${(readers.slowestMs / 1_000).toFixed(1)} s; ${readers.turned} turned from the gateway that was killed to the other`,
    },
  ];
}

export const storm: Part = {
  name: 'storm',
  about:
    'kills each app and each engine at random instants under 100 events and 100 reads a second: nothing that was acknowledged is lost, all is as the log says within half a minute, and known pages are answered throughout',
  async run(setting) {
    const ground = await Ground.open('storm', setting);
    try {
      const second = await ground.paper.apps.another('gateway', await freePort(0));
      try {
        const readers = new Readers(await ground.known(), ground.url('gateway'), second.url);
        await readers.begin();
        return await hurt(ground, setting, readers);
      } finally {
        await second.stop();
      }
    } finally {
      await ground.close();
    }
  },
};
