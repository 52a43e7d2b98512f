import { setTimeout as delay } from 'node:timers/promises';
import { publicId } from '#libs/text';
import { cloudEvent } from '../demo/event.ts';
import type { Apps } from '../local/apps.ts';
import { Chance } from '../local/chance.ts';
import { freePort } from '../local/installation.ts';
import { type AppName, appNames } from '../local/ports.ts';
import { asReader } from '../local/reader.client.ts';
import { Balance } from './balance.ts';
import { type Call, Callers } from './callers.ts';
import { Ground } from './ground.ts';
import { anArticle, news } from './news.ts';
import type { Finding, Part, Setting } from './part.ts';
import type { Known } from './readers.ts';

/** Of each app, where the length of the run is not said; otherwise so many for each minute, and one at least. */
const STOPS = { usual: 20, perMinute: 4 };
const CALLS_PER_SECOND = 60;
const EVENTS_PER_SECOND = 30;
/** An app is asked for so long before it is told to stop, milliseconds at most. */
const BEFORE_MS = 500;
const LOOK_MS = 100;
/** An app that takes longer is killed, and that is a fault. */
const GRACE_MS = 10_000;
const SHOWN_FAULTS = 5;

/** What each app is asked, of what others or readers ask it. */
export function callsOf(key: string, known: readonly Known[]): Record<AppName, (nth: number) => Call> {
  const run = Date.now().toString(36);
  const page = (nth: number) => known[nth % known.length]?.path ?? '/';
  const get = (path: (nth: number) => string) => (nth: number) => ({ path: path(nth), right: [200] });
  const say = (nth: number) => {
    const uri = `stops-${run}:${nth}`;
    const headers = { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${key}` };
    const body = JSON.stringify(cloudEvent('article.published', `${uri}#1`, anArticle(uri, nth, 1)));
    return { path: '/v1/events', method: 'POST' as const, headers, body, right: [202] };
  };
  return {
    ingest: say,
    gateway: (nth) => ({ path: page(nth), headers: asReader(nth), right: [200] }),
    content: get((nth) => `/internal/articles/${publicId(known[nth % known.length]?.uri ?? '')}`),
    search: get(() => `/internal/search?q=${encodeURIComponent('여객선')}&lang=ko`),
    popularity: get(() => '/internal/lists'),
    syndication: get(() => '/internal/idle'),
    ops: get(() => '/login'),
  };
}

/** How an app has stopped. */
interface Stop {
  ms: number;
  answered: number;
  /** Asked once more, since their connection was closed before a word of them was read. */
  again: number;
  /** What was wrong with it, a line each. */
  faults: string[];
}

/** Resolves when a process does not say any more that it is ready, or nothing at all: a balancer looks so often. */
async function untilUnready(url: string): Promise<void> {
  for (;;) {
    const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(GRACE_MS) }).then(
      async (answer) => [answer.ok, await answer.text()] as const,
      () => [false] as const,
    );
    if (!ready[0]) return;
    await delay(LOOK_MS);
  }
}

/**
 * Tells an app to stop while it is asked, by callers who are led elsewhere once it says that it stops; resolves when the
 * one that takes its place is ready.
 */
export async function stopOnce(
  apps: Apps,
  app: AppName,
  { call, beforeMs }: { call: (nth: number) => Call; beforeMs: number },
): Promise<Stop> {
  const callers = new Callers(call);
  const over = new AbortController();
  const asking = callers.ask(() => apps.url(app), CALLS_PER_SECOND, over.signal);
  await delay(beforeMs);
  const begun = performance.now();
  const ending = apps.end(app, GRACE_MS);
  await untilUnready(apps.url(app));
  over.abort();
  const how = await ending;
  const ms = performance.now() - begun;
  await asking;
  await apps.ready(app);
  const faults = [...callers.failed, ...(how === 'ended with code 0' ? [] : [how])];
  return { ms, answered: callers.answered, again: callers.again, faults };
}

async function stops(ground: Ground, setting: Setting, known: readonly Known[]): Promise<Finding[]> {
  const { minutes } = setting;
  const times = minutes === undefined ? STOPS.usual : Math.max(1, Math.round(STOPS.perMinute * minutes));
  const calls = callsOf(ground.key, known);
  const chance = Chance.of(setting.seed, 2);
  const findings: Finding[] = [];
  for (const app of appNames) {
    const all: Stop[] = [];
    for (let nth = 0; nth < times; nth++) {
      setting.signal.throwIfAborted();
      all.push(
        await stopOnce(ground.paper.apps, app, {
          call: calls[app],
          beforeMs: chance.between(100, BEFORE_MS),
        }),
      );
    }
    const faults = all.flatMap((each) => each.faults);
    const slowest = Math.max(...all.map(({ ms }) => ms));
    for (const fault of faults.slice(0, SHOWN_FAULTS)) setting.say(`${app}: ${fault}`);
    setting.say(`${app} was stopped ${times} times, at the longest in ${(slowest / 1_000).toFixed(1)} s`);
    findings.push({
      done: `${app} was told to stop (SIGTERM) while it was asked ${CALLS_PER_SECOND} times a second`,
      times,
      lost: faults.length,
      recovered: all.map(({ ms }) => ms),
      bound: `no request that was accepted fails, and it ends with code 0 within ${GRACE_MS / 1_000} s`,
      kept: faults.length === 0 && slowest <= GRACE_MS,
      note: `${sumOf(all, 'answered')} requests were answered, ${sumOf(all, 'again')} of them at a second try over a new connection; the times are those of the stops`,
    });
  }
  return findings;
}

function sumOf(stops: readonly Stop[], what: 'answered' | 'again'): number {
  return stops.reduce((sum, stop) => sum + stop[what], 0);
}

/**
 * Puts another process in the place of an app, and then a new one in its first place again; how the two that had to go
 * have ended, where that was not in good order.
 */
export async function replace(apps: Apps, app: AppName, balance: Balance): Promise<string[]> {
  const first = apps.url(app);
  const second = await apps.another(app, await freePort(0));
  balance.leadTo(second.url, first);
  const ends = [await apps.end(app, GRACE_MS)];
  await apps.ready(app);
  balance.leadTo(first, second.url);
  ends.push(await second.stop(GRACE_MS));
  return ends.filter((how) => how !== 'ended with code 0').map((how) => `${app} ${how}`);
}

async function rolling(
  ground: Ground,
  setting: Setting,
  { known, balances }: { known: readonly Known[]; balances: ReadonlyMap<AppName, Balance> },
): Promise<Finding[]> {
  const over = new AbortController();
  const readers = new Callers(callsOf(ground.key, known).gateway);
  const events = news('rolling', Chance.of(setting.seed, 3), Date.now);
  const work = Promise.all([
    ground.writers.write(EVENTS_PER_SECOND, over.signal, events),
    readers.ask(() => ground.url('gateway'), CALLS_PER_SECOND, over.signal),
  ]);
  const faults: string[] = [];
  const times: number[] = [];
  try {
    for (const app of Chance.of(setting.seed, 4).shuffled(appNames)) {
      setting.signal.throwIfAborted();
      const begun = performance.now();
      const balance = balances.get(app);
      if (balance) faults.push(...(await replace(ground.paper.apps, app, balance)));
      times.push(performance.now() - begun);
      setting.say(`${app} was replaced in ${((times.at(-1) ?? 0) / 1_000).toFixed(1)} s`);
    }
  } finally {
    over.abort();
    await work;
  }
  const { lost, faults: wrong, articles, ms } = await ground.judge();
  const refused = readers.turnedAway > 0 ? [`${readers.turnedAway} readers found nobody`] : [];
  const reads = [...readers.failed, ...refused];
  for (const fault of [...faults, ...reads, ...lost, ...wrong].slice(0, SHOWN_FAULTS)) setting.say(fault);
  const { writers } = ground;
  return [
    {
      done: `each app was replaced by a new process and that by another, one after the other, under ${EVENTS_PER_SECOND} events and ${CALLS_PER_SECOND} reads a second`,
      times: 2 * appNames.length,
      lost: reads.length + lost.length + wrong.length + faults.length + writers.givenUp.length,
      recovered: times,
      bound: 'no read fails, no event is lost, and all is as the log says afterwards',
      kept: [reads, lost, wrong, faults, writers.givenUp].every(({ length }) => length === 0),
      note: `${readers.answered} reads; ${writers.receipts.length} events acknowledged, ${writers.again} of them at a second try; ${articles} articles agreed ${(ms / 1_000).toFixed(1)} s later`,
    },
  ];
}

export const lifecycle: Part = {
  name: 'lifecycle',
  about:
    'replaces all apps one by one under traffic, and stops each again and again while it is asked: no request that was accepted fails, and each ends by itself in time',
  async run(setting) {
    const balances = new Map(appNames.map((app) => [app, new Balance()]));
    try {
      await Promise.all([...balances.values()].map((balance) => balance.open()));
      const url = (app: AppName) => balances.get(app)?.url ?? '';
      const names = ['ingest', 'content', 'search', 'popularity', 'syndication', 'ops', 'gateway'] as const;
      const env = Object.fromEntries(names.map((app) => [`${app.toUpperCase()}_URL`, url(app)]));
      const ground = await Ground.open('lifecycle', setting, { env, url });
      try {
        for (const [app, balance] of balances) balance.leadTo(ground.paper.apps.url(app));
        const known = await ground.known();
        const rolled = await rolling(ground, setting, { known, balances });
        return [...rolled, ...(await stops(ground, setting, known))];
      } finally {
        await ground.close();
      }
    } finally {
      for (const balance of balances.values()) balance.close();
    }
  },
};
