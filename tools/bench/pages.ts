import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { round } from './sample.ts';

const SECONDS = 5;
const CONNECTIONS = 16;

export interface PageRate {
  perSecond: number;
  barePerSecond: number;
  /** Share of what a bare Fastify with the same bytes does in the same run. */
  ratio: number;
  p99Ms: number;
  bytes: number;
}

/** Requests per second of one address of the gateway, beside a bare Fastify that answers the same bytes. */
export async function measurePage(url: string): Promise<PageRate> {
  const response = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  const body = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const bare = await startBare(body, Object.fromEntries(response.headers));
  try {
    // Both once before, so that neither is measured cold; then in turns, so that noise meets both.
    for (const each of [url, bare.url]) await cannon(each, 2);
    const first = [await cannon(url), await cannon(bare.url)] as const;
    const second = [await cannon(bare.url), await cannon(url)] as const;
    const ours = (first[0].perSecond + second[1].perSecond) / 2;
    const theirs = (first[1].perSecond + second[0].perSecond) / 2;
    return {
      perSecond: Math.round(ours),
      barePerSecond: Math.round(theirs),
      ratio: round(ours / theirs, 2),
      p99Ms: Math.max(first[0].p99Ms, second[1].p99Ms),
      bytes: body.length,
    };
  } finally {
    bare.stop();
  }
}

async function cannon(url: string, duration = SECONDS): Promise<{ perSecond: number; p99Ms: number }> {
  const { requests, latency, errors, non2xx } = await autocannon({ url, connections: CONNECTIONS, duration });
  if (errors + non2xx > 0) throw new Error(`${url}: ${errors} errors, ${non2xx} answers that are not 2xx`);
  return { perSecond: requests.average, p99Ms: latency.p99 };
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
