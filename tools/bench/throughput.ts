import { setTimeout as delay } from 'node:timers/promises';
import { kafkaSettings, LagReader } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { cloudEvent } from '../demo/event.ts';
import { freePort, type Installation } from '../local/installation.ts';
import { newsroomAt } from '../local/newsroom.ts';
import { type AppName, appNames } from '../local/ports.ts';
import { benchArticle, percentiles, round } from './sample.ts';
import { post, write } from './writers.ts';

const BATCH = 100;
const SENDERS = 4;

export interface Throughput {
  events: number;
  /** Events per second until the last one was … */
  accepted: number;
  stored: number;
  indexed: number;
}

/** Sends many articles of 2.5 KB at once and waits until all are stored, and until all can be found. */
export async function measureThroughput(
  { apps, key, caughtUp }: Installation,
  events: number,
): Promise<Throughput> {
  const newsroom = newsroomAt(apps.url('ingest'), key);
  const run = `t${Date.now().toString(36)}`;
  const begun = performance.now();
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < events) {
      const from = next;
      next += BATCH;
      const articles = Array.from({ length: Math.min(BATCH, events - from) }, (_, i) =>
        benchArticle(from + i, run),
      );
      const said = articles.map((article) => cloudEvent('article.published', `${article.uri}#1`, article));
      for await (const { status, problem } of newsroom.publishAll(said))
        if (status === 'rejected') throw new Error(`an event was not accepted: ${JSON.stringify(problem)}`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  const accepted = rate(events, begun);
  await caughtUp(['content']);
  const stored = rate(events, begun);
  await caughtUp(['content', 'search']);
  return { events, accepted, stored, indexed: rate(events, begun) };
}

export interface WriterRate {
  writers: number;
  events: number;
  perSecond: number;
  p99Ms: number;
}

interface Load {
  writers: number;
  events: number;
}

/**
 * Events per second that writers get accepted one by one, each waiting for its own answer; with several gates the
 * writers are shared out among them. The events are written before the clock starts: it is not the writers that
 * are measured.
 */
export async function measureWriters(
  { apps, key }: Installation,
  { writers, events }: Load,
  gates: readonly string[] = [apps.url('ingest')],
): Promise<WriterRate> {
  const run = `w${Date.now().toString(36)}`;
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' };
  const loads = gates.map((gate, g) => {
    const url = new URL(`${gate}/v1/events`);
    const requests = Array.from({ length: events / gates.length }, (_, n) => {
      const article = benchArticle(n * gates.length + g, run);
      const event = cloudEvent('article.published', `${article.uri}#1`, article);
      return post(url, headers, JSON.stringify(event));
    });
    return { url, requests };
  });
  const answered = await Promise.all(
    loads.map(({ url, requests }) => write(url, { requests, writers: writers / gates.length })),
  );
  const seconds = Math.max(...answered.map((each) => each.seconds));
  const latencies = answered.flatMap((each) => each.latencies);
  const refused = answered.flatMap((each) => each.refused);
  if (refused.length > 0) throw new Error(`${refused.length} events were not accepted: ${refused[0]}`);
  return { writers, events, perSecond: round(events / seconds, 0), p99Ms: percentiles(latencies).p99 };
}

export interface StageRates {
  /** The gate, while nothing behind it runs. */
  gate: WriterRate;
  /** Two of them, each a process of its own. */
  gates: WriterRate;
  /** Then content with what has gathered, while nothing else runs: decided, stored and told. */
  decisions: { events: number; perSecond: number };
}

/**
 * Each stage with the machine to itself, as where it has one of its own. The other apps are held by SIGSTOP
 * meanwhile; what they have missed they find in the log. As many events again go ahead unmeasured: code that is
 * not compiled yet says nothing about a service that runs for months.
 */
export async function measureStages(installation: Installation, load: Load): Promise<StageRates> {
  const { apps, caughtUp } = installation;
  const signal = (name: AppName, what: NodeJS.Signals): void => {
    const pid = apps.pid(name);
    if (pid !== undefined) process.kill(pid, what);
  };
  const behind = appNames.filter((name) => name !== 'ingest');
  for (const name of behind) signal(name, 'SIGSTOP');
  try {
    await measureWriters(installation, load);
    const gate = await measureWriters(installation, load);
    const gates = await measureTwoGates(installation, load);
    signal('content', 'SIGCONT');
    const decisions = await decisionsPerSecond(installation.engines.settings(), load.events);
    return { gate, gates, decisions };
  } finally {
    for (const name of behind) signal(name, 'SIGCONT');
    await caughtUp();
  }
}

/**
 * A gate is one thread; more of them stand side by side, since none keeps anything. Half as many events: content has
 * all of them before it afterwards, and the stand-in for MongoDB has them in its heap.
 */
async function measureTwoGates(installation: Installation, load: Load): Promise<WriterRate> {
  const { apps } = installation;
  const second = await apps.another('ingest', await freePort(0));
  try {
    await measureWriters(installation, { ...load, events: load.events / 5 }, [second.url]);
    const half = { ...load, events: load.events / 2 };
    return await measureWriters(installation, half, [apps.url('ingest'), second.url]);
  } finally {
    await second.stop();
  }
}

/**
 * Over the last `events` that content has before it. A member that was held has lost its place in the group: it
 * ends, is started again, and joins anew.
 */
async function decisionsPerSecond(
  settings: Record<string, string>,
  events: number,
): Promise<{ events: number; perSecond: number }> {
  const log = new LagReader(readSettings(kafkaSettings, settings), Runtime.silent('bench'));
  let first: { at: number; left: number } | undefined;
  try {
    for (;;) {
      const left = (await log.read()).find(({ group }) => group === 'content')?.records;
      if (left !== undefined && left <= events) first ??= { at: performance.now(), left };
      if (first && left === 0) return { events: first.left, perSecond: rate(first.left, first.at) };
      await delay(100);
    }
  } finally {
    await log.close();
  }
}

function rate(events: number, begun: number): number {
  return round((events * 1_000) / (performance.now() - begun), 0);
}
