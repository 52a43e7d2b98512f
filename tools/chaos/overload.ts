import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { publicId } from '#libs/text';
import { benchArticle, percentiles, round } from '../bench/sample.ts';
import { cloudEvent } from '../demo/event.ts';
import { type Installation, startInstallation } from '../local/installation.ts';
import { newsroomAt } from '../local/newsroom.ts';
import type { AppName } from '../local/ports.ts';
import type { Finding, Part, Setting } from './part.ts';
import { type Lane, type Outcome, rush } from './rush.ts';

const STATE = '.data/chaos/overload';
/** Code that is not compiled yet says nothing of a service that runs for months. */
const WARM_UP_S = 5;
const PEAK_S = 6;
const RUSH_S = 8;
/** The peak is the best of these: too few leave a process waiting, too many make it slow. */
const WORKERS = [8, 32] as const;
/** Who answers more of a crowd than of them has not been at his peak with them: then that is the peak, so often at most. */
const TRIES = 3;
const BETTER = 1.05;
const TIMES = [2, 5] as const;
const HEALTH_PER_S = 10;
const WITHDRAWALS_PER_S = 4;
const ARTICLES = 200;
/** What has to be kept. */
const GOODPUT = 0.85;
const SHED_MS = 50;
/** What the gate took while it was asked too much lies in front of content first. */
const GONE_MS = 240_000;
const AGAIN_MS = 250;

/** An app, and what it is asked too often. */
interface Subject {
  app: AppName;
  what: string;
  lane: Pick<Lane, 'method' | 'path' | 'headers' | 'body'>;
}

function subjects(key: string): Subject[] {
  const list = { lists: [{ language: 'en', section: 'politics', limit: 23, tags: 12 }] };
  const article = { ...benchArticle(0, 'rush'), uri: 'rush:{place}', headline: 'Harbour council report {n}' };
  return [
    {
      app: 'gateway',
      what: 'pages of sections that are not ready',
      lane: { method: 'GET', path: '/politics?n={n}', headers: {} },
    },
    {
      app: 'search',
      what: 'questions to the index',
      lane: {
        method: 'GET',
        path: '/internal/search?q=council%20report%20{n}&lang=en&limit=10',
        headers: {},
      },
    },
    {
      app: 'content',
      what: 'lists of articles',
      lane: {
        method: 'POST',
        path: '/internal/lists',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(list),
      },
    },
    {
      app: 'ingest',
      what: 'events of articles',
      lane: { ...eventLane(key), body: JSON.stringify(cloudEvent('article.published', 'rush-{n}', article)) },
    },
  ];
}

function eventLane(key: string): Pick<Lane, 'method' | 'path' | 'headers'> {
  const headers = { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${key}` };
  return { method: 'POST', path: '/v1/events', headers };
}

/** One paper that is asked too much, one app after the other. */
class Crowded {
  private asked = 0;
  private withdrawn = 0;

  constructor(
    private readonly paper: Installation,
    private readonly setting: Setting,
  ) {}

  async run(): Promise<Finding[]> {
    const findings: Finding[] = [];
    const all = subjects(this.paper.key);
    await this.publish('page', ARTICLES);
    const seconds = WARM_UP_S + (WORKERS.length + TRIES) * PEAK_S + TIMES.length * RUSH_S;
    await this.publish('gone', WITHDRAWALS_PER_S * seconds * all.length);
    await this.paper.caughtUp();
    for (const subject of all) {
      this.setting.say(`${subject.app}: ${subject.what}, as fast as they are answered …`);
      const peak = await this.peak(subject);
      for (const times of TIMES) {
        this.setting.say(`${subject.app}: ${times} times as many as ${round(peak, 0)} a second …`);
        const finding = await this.crowd(subject, peak, times);
        this.setting.say(`${finding.kept ? 'kept' : 'NOT kept'}: ${finding.note}`);
        findings.push(finding);
      }
    }
    return findings;
  }

  private async publish(run: string, count: number): Promise<void> {
    const newsroom = newsroomAt(this.paper.apps.url('ingest'), this.paper.key);
    const events = Array.from({ length: count }, (_, n) => {
      const article = { ...benchArticle(n, run), uri: `${run}:${n}` };
      return cloudEvent('article.published', `${article.uri}#1`, article);
    });
    for await (const { status, problem } of newsroom.publishAll(events))
      if (status === 'rejected') throw new Error(`an event was not accepted: ${JSON.stringify(problem)}`);
  }

  /** The best rate of good answers, while as much is withdrawn as later: that takes its part. */
  private async peak(subject: Subject): Promise<number> {
    await this.ask(subject, { workers: WORKERS[0] }, WARM_UP_S);
    let best = 0;
    for (const workers of WORKERS) {
      const { good, seconds } = await this.ask(subject, { workers }, PEAK_S);
      best = Math.max(best, good / seconds);
    }
    if (best === 0) throw new Error(`${subject.app} answers nothing well`);
    for (let tries = 0; tries < TRIES; tries++) {
      const { good, seconds } = await this.ask(subject, { perSecond: 2 * best }, PEAK_S);
      if (good / seconds <= BETTER * best) break;
      best = good / seconds;
    }
    return best;
  }

  private async ask(
    subject: Subject,
    how: Pick<Lane, 'workers' | 'perSecond'>,
    seconds: number,
  ): Promise<Outcome> {
    const { crowd } = await this.rush(subject, how, seconds);
    return crowd;
  }

  private async crowd(subject: Subject, peak: number, times: number): Promise<Finding> {
    const first = this.withdrawn;
    const rushed = await this.rush(subject, { perSecond: peak * times }, RUSH_S);
    const seen = await this.unseen(first);
    return findingOf(subject, { peak, times }, { ...rushed, ...seen });
  }

  /** Asks, and beside it whether the app is well, and for withdrawals. */
  private async rush(
    { app, lane }: Subject,
    how: Pick<Lane, 'workers' | 'perSecond'>,
    seconds: number,
  ): Promise<Rushed> {
    const { apps, key } = this.paper;
    const health = { origin: apps.url(app), method: 'GET', headers: {}, from: 0 } as const;
    const withdrawn = cloudEvent('article.withdrawn', 'gone:{n}#2', {
      uri: 'gone:{n}',
      reason: '오보: published in error',
    });
    const lanes: Lane[] = [
      { name: app, origin: apps.url(app), from: this.asked, ...lane, ...how },
      { name: 'livez', ...health, path: '/livez', perSecond: HEALTH_PER_S },
      { name: 'readyz', ...health, path: '/readyz', perSecond: 1 },
      {
        name: 'withdrawals',
        origin: apps.url('ingest'),
        ...eventLane(key),
        body: JSON.stringify(withdrawn),
        from: this.withdrawn,
        most: WITHDRAWALS_PER_S * seconds,
        perSecond: WITHDRAWALS_PER_S,
      },
    ];
    const outcomes = await rush({ lanes, seconds }, this.setting.signal);
    const named = (name: string): Outcome => {
      const found = outcomes.find((each) => each.name === name);
      if (!found) throw new Error(`nothing is known of ${name}`);
      return found;
    };
    const crowd = named(app);
    this.asked += crowd.sent;
    this.withdrawn += WITHDRAWALS_PER_S * seconds;
    return { crowd, named };
  }

  /** How many of those that were withdrawn readers still see, and how long it took until they were gone. */
  private async unseen(first: number): Promise<{ left: number; goneMs: number }> {
    const gateway = this.paper.apps.url('gateway');
    const begun = performance.now();
    let left = Array.from({ length: this.withdrawn - first }, (_, n) => publicId(`gone:${first + n}`));
    while (left.length > 0 && performance.now() - begun < GONE_MS) {
      const looks = left.map(async (id) => {
        const { status } = await fetch(`${gateway}/api/v1/articles/${id}`, { signal: this.setting.signal });
        return status === 410 ? [] : [id];
      });
      left = (await Promise.all(looks)).flat();
      if (left.length > 0) await delay(AGAIN_MS, undefined, { signal: this.setting.signal });
    }
    return { left: left.length, goneMs: performance.now() - begun };
  }
}

interface Rushed {
  crowd: Outcome;
  named(name: string): Outcome;
}

interface Seen extends Rushed {
  left: number;
  goneMs: number;
}

function findingOf(
  { app, what }: Subject,
  { peak, times }: { peak: number; times: number },
  { crowd, named, left, goneMs }: Seen,
): Finding {
  const goodput = crowd.good / crowd.seconds / peak;
  const shedMs = percentiles(crowd.shedMs);
  const missed = ['livez', 'readyz', 'withdrawals'].map((name) => named(name).sent - named(name).good);
  const lost = missed.reduce((sum, each) => sum + each, left + crowd.bare);
  const { p50, p99 } = percentiles(crowd.goodMs);
  const others = Object.entries(crowd.others).map(
    ([status, n]) => `${n} × ${status === '0' ? 'nothing' : status}`,
  );
  return {
    done: `asked ${app} for ${what} at ${times} times its peak for ${RUSH_S} s`,
    times: crowd.sent,
    lost,
    recovered: [goneMs],
    bound: `good answers ≥ ${GOODPUT * 100} % of the peak, refusals within ${SHED_MS} ms (p99), health always answered, withdrawals all accepted and gone`,
    kept: lost === 0 && goodput >= GOODPUT && shedMs.p99 <= SHED_MS,
    note: [
      `peak ${round(peak, 0)}/s, good ${round(goodput * 100, 0)} % of it (p50 ${p50}, p99 ${p99} ms)`,
      `${crowd.shed} refused (p50 ${shedMs.p50}, p99 ${shedMs.p99} ms)`,
      ...(others.length > 0 ? [`answered otherwise: ${others.join(', ')}`] : []),
      `not answered well: ${missed[0]} of ${named('livez').sent} /livez, ${missed[1]} of ${named('readyz').sent} /readyz, ${missed[2]} of ${named('withdrawals').sent} withdrawals`,
      `load of the machine ${round(loadavg()[0] ?? 0)}`,
    ].join('; '),
  };
}

export const overload: Part = {
  name: 'overload',
  about:
    'Each app that others ask is asked for twice and five times what it can do: it does what it can, refuses the rest at once, and never a withdrawal or a question for its health.',
  async run(setting) {
    const paper = await startInstallation({
      ...{ state: STATE, durable: false, fresh: true, say: setting.say, abort: setting.signal },
      // All of this crowd has one address.
      env: { GATEWAY_API_PER_MINUTE: '10000000' },
    });
    try {
      return await new Crowded(paper, setting).run();
    } finally {
      await paper.stop();
    }
  },
};
