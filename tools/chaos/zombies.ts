import { setTimeout as delay } from 'node:timers/promises';
import { Chance } from '../local/chance.ts';
import { freePort } from '../local/installation.ts';
import { type AppName, appNames } from '../local/ports.ts';
import { Ground } from './ground.ts';
import { news } from './news.ts';
import type { Finding, Part, Setting } from './part.ts';

const EVENTS_PER_SECOND = 20;
const SESSION_MS = 3_000;
/** Its group goes on without it meanwhile. */
const FROZEN_MS = 2 * SESSION_MS;
/** As a supervisor asks; who does not answer in that time is not alive. */
const PROBE = { everyMs: 1_000, answerMs: 1_000 };
const MOST_MS = 30_000;
const GIVE_UP_MS = 60_000;

/** Where a handler of the log hangs for ever, by the app that it is in. */
const hangs = {
  content: 'content.write.before',
  search: 'search.bulk.before',
  popularity: 'popularity.keep.before',
  syndication: 'syndication.keep-position.before',
} as const satisfies Partial<Record<AppName, string>>;
/** Longer than the drill. */
const FOR_EVER_MS = 3_600_000;

async function alive(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(PROBE.answerMs) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

/** Milliseconds until a process fails its liveness; nothing if it does not. */
async function untilDead(url: string, signal: AbortSignal): Promise<number | undefined> {
  const begun = performance.now();
  while (performance.now() - begun < GIVE_UP_MS) {
    signal.throwIfAborted();
    if (!(await alive(url))) return performance.now() - begun;
    await delay(PROBE.everyMs);
  }
  return undefined;
}

function findingOf(done: string, times: readonly (number | undefined)[], note: string): Finding {
  const found = times.filter((ms) => ms !== undefined);
  return {
    done,
    times: times.length,
    lost: times.length - found.length,
    recovered: found,
    bound: `/livez fails within ${MOST_MS / 1_000} s, so that a supervisor starts it again`,
    kept: found.length === times.length && found.every((ms) => ms <= MOST_MS),
    note,
  };
}

/** A second process of each reader hangs in the first record it gets; all at the same time. */
async function hanging(ground: Ground, { say, signal }: Setting): Promise<Finding> {
  const { apps } = ground.paper;
  const entries = Object.entries(hangs) as [keyof typeof hangs, string][];
  const times = await Promise.all(
    entries.map(async ([app, point]) => {
      const zombie = await apps.another(app, await freePort(0), {
        SOSIK_FAILPOINTS: `${point}:delay=${FOR_EVER_MS}`,
      });
      try {
        const ms = await untilDead(zombie.url, signal);
        say(
          `${app} hangs: ${ms === undefined ? 'nobody has noticed' : `noticed after ${(ms / 1_000).toFixed(1)} s`}`,
        );
        return ms;
      } finally {
        // As a supervisor does. What it had in hand comes to the one that is left.
        await zombie.stop(0);
      }
    }),
  );
  const note = `${entries.map(([app]) => app).join(', ')}: from the start of the process that hangs in its first record`;
  return findingOf(
    'a reader of the log hung in a record, and went on telling its group that it lives',
    times,
    note,
  );
}

/** Each app is frozen, as its machine would be, and woken again. */
async function frozen(ground: Ground, { say, signal }: Setting): Promise<Finding> {
  const { apps } = ground.paper;
  const times: (number | undefined)[] = [];
  for (const app of appNames) {
    const pid = apps.pid(app);
    if (pid === undefined) throw new Error(`${app} does not run`);
    process.kill(pid, 'SIGSTOP');
    try {
      times.push(await untilDead(apps.url(app), signal));
      await delay(FROZEN_MS);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    // Whoever has lost its place in a group comes back by itself, or ends and is started again.
    await apps.ready(app);
    say(`${app} was frozen and is ready again`);
  }
  return findingOf('an app was frozen (SIGSTOP), and woken again', times, 'each is ready again by itself');
}

export const zombies: Part = {
  name: 'zombies',
  about:
    'hangs a handler of each reader of the log, and freezes each app, under events: liveness fails within half a minute, and nothing is lost',
  async run(setting) {
    const ground = await Ground.open('zombies', setting, {
      env: { KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS) },
    });
    try {
      const over = new AbortController();
      const events = news('zombies', Chance.of(setting.seed, 5), Date.now);
      const writing = ground.writers.write(EVENTS_PER_SECOND, over.signal, events);
      const findings: Finding[] = [];
      try {
        findings.push(await hanging(ground, setting), await frozen(ground, setting));
      } finally {
        over.abort();
        await writing;
      }
      await ground.ready();
      const { articles, lost, faults, ms } = await ground.judge();
      for (const line of [...lost, ...faults].slice(0, 5)) setting.say(line);
      return [
        ...findings,
        {
          done: 'an article was held against what the log says after all this',
          times: articles,
          lost: lost.length + faults.length,
          recovered: [ms],
          bound: 'all is as the log says',
          kept: lost.length + faults.length === 0,
          note: `${ground.writers.receipts.length} events acknowledged`,
        },
      ];
    } finally {
      await ground.close();
    }
  },
};
