// npm run bench [-- --samples 300] [-- --events 3000] [-- --full]
//
// Every figure the project claims, from one run on one machine: a table for people, and the same as JSON in
// .data/bench/bench.json. Rates stand beside a peer of the same run. Nothing here asserts a time.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { idOfPath } from '#libs/text';
import { cloudEvent } from '../demo/event.ts';
import { type Installation, startInstallation } from '../local/installation.ts';
import { newsroomAt } from '../local/newsroom.ts';
import { type AppName, appNames } from '../local/ports.ts';
import type { Crowd } from './crowd.ts';
import { type Freshness, measureFreshness } from './freshness.ts';
import { measureLatency } from './latency.ts';
import { measurePages, type PageRates } from './pages.ts';
import { measurePopularity, measureRank, popularityRows } from './popularity.ts';
import { benchArticle } from './sample.ts';
import { measureSearch, type SearchRates } from './search.ts';
import { measureStages, measureThroughput, measureWriters, type WriterRate } from './throughput.ts';

const state = '.data/bench';
const begun = performance.now();
const say = (line: string): void => {
  process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
};

function option(name: string, usual: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : Number(process.argv[at + 1]);
}

/** Resident memory of each app, MiB. */
function memory({ apps }: Installation): Record<string, number> {
  const rows = appNames.map((name) => [name, residentMiB(apps.pid(name))] as const);
  const together = rows.reduce((sum, [, mib]) => sum + mib, 0);
  return { ...Object.fromEntries(rows), together };
}

function residentMiB(pid: number | undefined): number {
  const status = pid === undefined ? '' : readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
}

/** From an app's first instant to its readiness, as it logs it itself, milliseconds. */
function startMs(name: AppName): number {
  const line = readFileSync(`${state}/logs/${name}.log`, 'utf8')
    .split('\n')
    .find((each) => each.includes('"msg":"ready"'));
  return line ? (JSON.parse(line) as { startedMs: number }).startedMs : 0;
}

async function main(): Promise<void> {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => abort.abort());
  const installation = await startInstallation({
    state,
    durable: true,
    fresh: true,
    say,
    abort: abort.signal,
  });
  try {
    const startSeconds = Math.round((performance.now() - begun) / 100) / 10;
    const idle = memory(installation);
    say('publish to page and to search …');
    const latency = await measureLatency(installation, option('samples', 300));
    say('pages per second …');
    const pages = await measureSite(installation);
    say('views per second …');
    const views = await measurePopularity(installation.engines.settings()['REDIS_URL'] ?? '');
    say('events per second …');
    // All that a run publishes has to fit into the heap of the stand-in for MongoDB.
    const load = { writers: 64, events: 2_500 };
    const writers = await measureWriters(installation, load);
    await installation.caughtUp();
    const throughput = await measureThroughput(installation, option('events', 3_000));
    const loaded = memory(installation);
    await installation.caughtUp();
    say('publish to search, at a steady rate …');
    // Of a paper at work: an engine that has just started compiles more than it does.
    const freshness = [
      await measureFreshness(installation, 4, 60),
      await measureFreshness(installation, 20, 300),
    ];
    // Last: whoever was held for it catches up in one go, which is no usual load.
    const stages = await measureStages(installation, load);
    say('questions to the index …');
    const search = await measureSearch(installation, process.argv.includes('--full') ? 100_000 : 10_000);
    const starts = Object.fromEntries(appNames.map((name) => [name, startMs(name)]));
    const report = {
      cores: cpus().length,
      startSeconds,
      starts,
      latency,
      freshness,
      ...pages,
      views,
      search,
      stages,
      writers,
      throughput,
      memory: { idle, loaded },
    };
    mkdirSync(state, { recursive: true });
    writeFileSync(`${state}/bench.json`, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(table(report));
  } finally {
    await installation.stop();
  }
}

/** One article's page and those it stands on, and what becomes of a view of it. */
async function measureSite({ apps, key }: Installation): Promise<Site> {
  const newsroom = newsroomAt(apps.url('ingest'), key);
  const gateway = apps.url('gateway');
  const article = benchArticle(0, 'page');
  const { url = '' } = await newsroom.publish(cloudEvent('article.published', 'page#1', article));
  const { url: fresh = '' } = await newsroom.publish(
    cloudEvent('article.published', 'rank#1', benchArticle(1, 'rank')),
  );
  await untilServed(gateway + url);
  await untilServed(gateway + fresh);
  // In its text: under another headline the page would have another address.
  const change = async (): Promise<string> => {
    const words = `Changed ${Date.now()}`;
    const body = `<p>${words}</p>${article['body']}`;
    await newsroom.publish(cloudEvent('article.updated', 'page#2', { ...article, version: 2, body }));
    return words;
  };
  const paths = { article: url, section: `/${url.split('/')[1]}` };
  const publisher = () => publisherOf(newsroom);
  return {
    ...(await measurePages(gateway, paths, { publisher, change })),
    // Of an article that nobody has read: in a group of networks that have read it often, chance would hold a view back.
    rank: await measureRank(gateway + fresh, idOfPath(fresh) ?? '', apps.url('popularity')),
  };
}

/** So many articles a second, while pages are measured. */
const PUBLISHED_PER_SECOND = 10;

function publisherOf(newsroom: ReturnType<typeof newsroomAt>): { stop(): Promise<void> } {
  const run = `p${Date.now().toString(36)}`;
  let going = true;
  const work = (async () => {
    const begun = performance.now();
    for (let n = 0; going; n++) {
      await delay(Math.max(0, begun + (n * 1_000) / PUBLISHED_PER_SECOND - performance.now()));
      const article = benchArticle(n, run);
      await newsroom.publish(cloudEvent('article.published', `${article.uri}#1`, article));
    }
  })();
  work.catch(() => undefined);
  return {
    stop: async () => {
      going = false;
      await work;
    },
  };
}

async function untilServed(url: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while ((await fetch(url)).status !== 200)
    if (performance.now() > deadline) throw new Error(`${url} does not appear`);
}

interface Site extends PageRates {
  rank: Awaited<ReturnType<typeof measureRank>>;
}

interface Report extends Site {
  cores: number;
  startSeconds: number;
  starts: Record<string, number>;
  latency: Awaited<ReturnType<typeof measureLatency>>;
  freshness: Freshness[];
  search: SearchRates;
  views: Awaited<ReturnType<typeof measurePopularity>>;
  stages: Awaited<ReturnType<typeof measureStages>>;
  writers: Awaited<ReturnType<typeof measureWriters>>;
  throughput: Awaited<ReturnType<typeof measureThroughput>>;
  memory: { idle: Record<string, number>; loaded: Record<string, number> };
}

function table({
  cores,
  startSeconds,
  starts,
  latency,
  freshness,
  pages,
  readers,
  told,
  crowd,
  rank,
  views,
  search,
  stages,
  writers,
  throughput,
  memory: { idle, loaded },
}: Report): string {
  const times = Object.entries(latency).map(
    ([name, { p50, p95, p99, samples }]) =>
      `publish → ${name.padEnd(12)} p50 ${p50}  p95 ${p95}  p99 ${p99} ms  (${samples} samples)`,
  );
  const rates = Object.entries(pages).map(
    ([name, r]) =>
      `${name.padEnd(22)} ${r.perSecond}/s, ${r.ratio} of a bare Fastify (${r.barePerSecond}/s), p99 ${r.p99Ms} ms, ${r.bytes} bytes`,
  );
  const { events, accepted, stored, indexed } = throughput;
  return `
${cores} cores; everything on one machine, this process included

${times.join('\n')}
${freshness.map(freshnessRow).join('\n')}
${rates.join('\n')}
page for many readers  ${readers.perSecond}/s, ${readers.ratio} of a bare Fastify (${readers.barePerSecond}/s), p99 ${readers.p99Ms} ms; each is a view
a page that changes    ${crowdRow(crowd)}
views told by apps     ${told.perSecond}/s, ${told.ratio} of a bare Fastify that answers 204 (${told.barePerSecond}/s), p99 ${told.p99Ms} ms
view → changed rank    p50 ${rank.p50}  p95 ${rank.p95}  p99 ${rank.p99} ms  (${rank.samples} samples)
${popularityRows(views)}
${searchRows(search).join('\n')}
gate alone             ${writerRow(stages.gate)}
two gates              ${writerRow(stages.gates)}
content alone          ${stages.decisions.perSecond} decisions/s: decided, stored and told (${stages.decisions.events} events)
gate, all else at work ${writerRow(writers)}
events in batches      accepted ${accepted}/s, stored ${stored}/s, findable ${indexed}/s (${events} articles of 2.5 KB)
memory idle            ${row(idle)} MiB
memory loaded          ${row(loaded)} MiB
start                  ${startSeconds} s until all are ready; apps ${row(starts)} ms
`;
}

function crowdRow({ connections, renders, softRenders, answers, staleLater, lastStaleMs }: Crowd): string {
  return `${connections} connections ask for it: made ${renders} times (and ${softRenders} for what stands beside it) for ${answers} answers, ${staleLater} old ones later than 100 ms after the first new one (the last after ${lastStaleMs} ms)`;
}

function freshnessRow({ perSecond, fromPublish, fromAnswer }: Freshness): string {
  const { p50, p99, samples } = fromPublish;
  const name = `findable at ${perSecond}/s`.padEnd(22);
  return `${name} p50 ${p50}  p99 ${p99} ms from publish, p50 ${fromAnswer.p50}  p99 ${fromAnswer.p99} ms from the gate's answer  (${samples} samples)`;
}

function searchRows({
  documents,
  bulkMs,
  service,
  bare,
  ratio,
  repeated,
  faster,
  suggestions,
}: SearchRates): string[] {
  const name = `search in ${documents}`.padEnd(22);
  return [
    `${name} p50 ${service.p50}  p99 ${service.p99} ms, ${ratio.p50} and ${ratio.p99} of a bare client (${bare.p50} and ${bare.p99} ms)`,
    `asked again            p50 ${repeated.p50}  p99 ${repeated.p99} ms, ${faster} times faster`,
    ...(suggestions ? [`suggestions            p50 ${suggestions.p50}  p95 ${suggestions.p95} ms`] : []),
    `indexing               ${bulkMs} ms for an article of 2.5 KB, by one writer`,
  ];
}

function writerRow({ writers, events, perSecond, p99Ms }: WriterRate): string {
  return `${perSecond} events/s accepted, ${writers} writers, each answered before its next, p99 ${p99Ms} ms (${events} events)`;
}

function row(values: Record<string, number>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

await main();
