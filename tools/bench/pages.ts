import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { idOfPath } from '#libs/text';
import { asReader } from '../local/reader.client.ts';
import { type Crowd, measureCrowd } from './crowd.ts';
import { round } from './sample.ts';

/** Turns of each server, and how long each is. */
const TURNS = 6;
const SECONDS = 2;
const CONNECTIONS = 16;

/** More than the limit of one address lets through in the time of the measurement. */
const READERS = 2_000;

interface Rate {
  perSecond: number;
  barePerSecond: number;
  /** Share of what a bare Fastify does in the same run. */
  ratio: number;
  p99Ms: number;
}
type PageRate = Rate & { bytes: number };
export interface PageRates {
  /** By name: what one reader asks for again and again, as anybody's benchmark does. */
  pages: Record<string, PageRate>;
  /** An article's page for many readers: each of them is a view, which the log, the counter and Redis have to take. */
  readers: Rate;
  /** Views that apps tell. */
  told: Rate;
  crowd: Crowd;
}

/** Publishes at a steady pace until it is stopped. */
export type Publisher = () => { stop(): Promise<void> };
type Load = Pick<Parameters<typeof autocannon>[0], 'url' | 'method' | 'headers' | 'requests'>;

/** All while articles are published: pages fall and are made again meanwhile. */
export async function measurePages(
  gateway: string,
  { article, section }: { article: string; section: string },
  { publisher, change }: { publisher: Publisher; change: () => Promise<string> },
): Promise<PageRates> {
  const api = `${gateway}/api/v1/articles/${idOfPath(article)}`;
  const paths = { 'article page': gateway + article, front: `${gateway}/`, section: gateway + section };
  const publishing = publisher();
  const pages: Record<string, PageRate> = {};
  try {
    for (const [name, url] of Object.entries({ ...paths, 'article JSON': api }))
      pages[name] = await measurePage(url);
  } finally {
    await publishing.stop();
  }
  return {
    pages,
    readers: await measureReaders(gateway + article),
    told: await measureViews(`${api}/views`),
    crowd: await measureCrowd(gateway, article, change),
  };
}

/** Requests per second of one address of the gateway, beside a bare Fastify that answers the same bytes. */
async function measurePage(url: string): Promise<PageRate> {
  const { body, headers } = await bytesOf(url);
  const bare = await startBare(body, headers);
  try {
    return { ...(await beside(bare.url, { url, headers: asReader(0) })), bytes: body.length };
  } finally {
    bare.stop();
  }
}

async function measureReaders(url: string): Promise<Rate> {
  const { body, headers } = await bytesOf(url);
  const bare = await startBare(body, headers);
  try {
    const requests = Array.from({ length: READERS }, (_, n) => ({ headers: asReader(n) }));
    return await beside(bare.url, { url, requests });
  } finally {
    bare.stop();
  }
}

async function bytesOf(url: string): Promise<{ body: Buffer; headers: Record<string, string> }> {
  const response = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  const body = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return { body, headers: Object.fromEntries(response.headers) };
}

/** Views per second that apps tell at one address, of many readers, beside a bare Fastify that answers 204. */
async function measureViews(url: string): Promise<Rate> {
  const bare = await startBare(Buffer.alloc(0), {});
  try {
    const requests = Array.from({ length: READERS }, (_, n) => ({ headers: asReader(n) }));
    return await beside(bare.url, { url, method: 'POST', requests });
  } finally {
    bare.stop();
  }
}

async function beside(bare: string, load: Load): Promise<Rate> {
  const ours: Told[] = [];
  const theirs: Told[] = [];
  const both = [
    [load, ours],
    [{ ...load, url: bare }, theirs],
  ] as const;
  // Both once before, so that neither is measured cold; then in short turns, so that noise meets both.
  for (const [each] of both) await cannon(each);
  for (let turn = 0; turn < TURNS; turn++)
    for (const [each, told] of turn % 2 === 0 ? both : both.toReversed()) told.push(await cannon(each));
  const [perSecond, barePerSecond] = [rateOf(ours), rateOf(theirs)];
  return {
    perSecond: Math.round(perSecond),
    barePerSecond: Math.round(barePerSecond),
    ratio: round(perSecond / barePerSecond, 2),
    p99Ms: Math.max(...ours.map(({ p99Ms }) => p99Ms)),
  };
}

interface Told {
  answers: number;
  seconds: number;
  p99Ms: number;
}

/** Answers per second. */
function rateOf(told: readonly Told[]): number {
  const sum = (of: 'answers' | 'seconds') => told.reduce((all, each) => all + each[of], 0);
  return sum('answers') / sum('seconds');
}

async function cannon(load: Load): Promise<Told> {
  const { requests, latency, duration, errors, non2xx } = await autocannon({
    ...load,
    connections: CONNECTIONS,
    duration: SECONDS,
  });
  const { url } = load;
  if (errors + non2xx > 0) throw new Error(`${url}: ${errors} errors, ${non2xx} answers that are not 2xx`);
  return { answers: requests.total, seconds: duration, p99Ms: latency.p99 };
}

async function startBare(
  body: Buffer,
  headers: Record<string, string>,
): Promise<{ url: string; stop(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'bare-'));
  const { 'content-length': _, date: __, connection: ___, 'keep-alive': ____, ...kept } = headers;
  writeFileSync(join(folder, 'bytes'), body);
  writeFileSync(join(folder, 'headers'), JSON.stringify(kept));
  const flags = ['--conditions=source', '--import', './tools/source.mjs'];
  const args = [...flags, 'tools/bench/bare.ts', join(folder, 'bytes'), join(folder, 'headers')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once('exit', () => reject(new Error('the bare server ended')));
  });
  return {
    url,
    stop: () => {
      child.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
