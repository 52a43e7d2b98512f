// npm run trust [-- --articles 200] [-- --tries 2000] [-- --seed 7] [-- --json]
//
// How soon an article is met on each kind of surface, how soon it is gone from each when it is withdrawn, and whether
// anything brings it back: on a paper of its own, all apps as processes. Ends with 1 if one was read before its time,
// came back, or was not gone in time.
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { percentiles } from '../bench/sample.ts';
import { type Installation, startInstallation } from '../local/installation.ts';
import { newsroomAt } from '../local/newsroom.ts';
import { asReader } from '../local/reader.client.ts';
import { eyeAt } from './eye.ts';
import { Measurement } from './measure.ts';
import { Outside } from './outside.ts';
import { type Paper, Resurrection } from './resurrection.ts';
import { type Report, tableOf, verdictOf } from './verdict.ts';

const STATE = '.data/trust';
/** Together less than twenty minutes, with the start of a paper; on two cores half of that is needed. */
const MOST_MS = { measuring: 480_000, trying: 600_000 };
/** At once, in each round of tries. */
const TOGETHER = 125;
const AGAIN_MS = 50;
const STOP_MS = 10_000;

const begun = performance.now();
const say = (line: string): void => {
  process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
};

function option(name: string, usual: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : Number(process.argv[at + 1]);
}

function paperOf({ apps, key, engines, caughtUp }: Installation): Paper {
  let readers = 0;
  return {
    url: (app) => apps.url(app),
    key,
    settings: engines.settings(),
    eye: eyeAt(apps.url('gateway'), () => asReader(readers++)),
    settled: async () => {
      await caughtUp(['content']);
      await caughtUp();
      // What stands beside a page is made again a moment after the news of it.
      await delay(AGAIN_MS);
    },
    withoutContent: async (work) => {
      // It is started again a second later.
      await apps.end('content', STOP_MS);
      await work();
      await apps.ready('content');
    },
  };
}

/** Brings a picture that nobody else has; answers its id. */
async function bring({ url, key }: Paper, n: number): Promise<string> {
  const colour = { r: n % 256, g: (n >> 8) % 256, b: 120 };
  const bytes = await sharp({ create: { width: 640, height: 400, channels: 3, background: colour } })
    .png()
    .toBuffer();
  return (await newsroomAt(url('ingest'), key).upload(new Uint8Array(bytes), { type: 'image/png' })).mediaId;
}

async function subscribe({ url, key }: Paper, address: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const body = JSON.stringify({ url: address, types: ['article.public', 'article.gone'] });
  const { status } = await fetch(`${url('ingest')}/v1/webhooks`, { method: 'POST', headers, body });
  if (status !== 201) throw new Error(`nobody can subscribe: ${status}`);
}

async function measure(
  paper: Paper,
  asked: number,
): Promise<Pick<Report, 'articles' | 'measured' | 'early'>> {
  const outside = new Outside();
  try {
    await subscribe(paper, await outside.open());
    await outside.listen(`${paper.url('gateway')}/api/v1/stream`);
    const measurement = new Measurement(paper, outside, (n) => bring(paper, n));
    const articles = await measurement.run({
      articles: asked,
      mostMs: MOST_MS.measuring,
      say,
    });
    const measured = Object.fromEntries(
      [...measurement.measured].map(([kind, { visible, gone }]) => [
        kind,
        { visible: percentiles(visible, 0), gone: percentiles(gone, 0) },
      ]),
    );
    return { articles, measured, early: measurement.secrecy.leaks };
  } finally {
    await outside.close();
  }
}

async function main(): Promise<void> {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => abort.abort());
  const env = { OUTBOUND_ALLOW: '127.0.0.1/32', GATEWAY_API_PER_MINUTE: '1000000' };
  const installation = await startInstallation({
    ...{ state: STATE, durable: false, fresh: true, env, say },
    abort: abort.signal,
  });
  try {
    const paper = paperOf(installation);
    say('from the newsroom to every surface, and away again …');
    const asked = { articles: option('articles', 200), tries: option('tries', 2_000) };
    const times = await measure(paper, asked.articles);
    say('whatever could bring them back …');
    const resurrection = new Resurrection(paper);
    const rounds = Math.ceil(asked.tries / TOGETHER);
    const plan = { articles: TOGETHER, rounds, seed: option('seed', Date.now() % 1e6) };
    const tried = await resurrection
      .tries({ ...plan, mostMs: MOST_MS.trying, say })
      .finally(() => resurrection.close());
    const report: Report = { asked, ...times, seed: plan.seed, tried };
    const faults = verdictOf(report);
    const json = process.argv.includes('--json');
    process.stdout.write(json ? `${JSON.stringify({ ...report, faults })}\n` : tableOf(report, faults));
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    await installation.stop();
  }
}

await main();
