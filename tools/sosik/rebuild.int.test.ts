import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { PopularAnswer, RebuildAnswer, SearchAnswer } from '#libs/contracts';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';

const names = mkdtempSync(join(tmpdir(), 'names-'));
writeFileSync(join(names, 'names.txt'), '우체국, post office\n');
const env: Record<string, string> = { ...installation(), SEARCH_NAMES_FOLDER: names };
const engine = new Client({ node: env['ELASTICSEARCH_URL'] ?? '' });
const redis = new Redis(env['REDIS_URL'] ?? '');
let newsroom: Newsroom;

beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], { env });
  for (const [index, headline] of ['바다 위의 우체국', '섬마을 도서관', 'A post office at sea'].entries()) {
    const language = index === 2 ? 'en' : 'ko';
    const article = anArticle({ uri: `rebuild:${index}`, headline, language, section: 'society' });
    const { body } = await newsroom.send(anEvent('article.published', article));
    await newsroom.settled();
    for (let n = 0; n <= index; n++) expect((await newsroom.get(body.url ?? '')).status).toBe(200);
  }
  await newsroom.settled();
});
afterAll(async () => {
  rmSync(names, { recursive: true, force: true });
  redis.disconnect();
  await engine.close();
  await newsroom?.stop();
});

interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** The command line as an operator runs it, led by the environment to this paper. */
async function sosik(args: string[], changes: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const addresses = ['content', 'search', 'popularity'].map((app) => [
    `${app.toUpperCase()}_URL`,
    newsroom.url(app),
  ]);
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', './tools/source.mjs', 'tools/sosik.ts', ...args],
    {
      env: { ...process.env, ...env, ...Object.fromEntries(addresses), ...changes },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

const offices = ['A post office at sea', '바다 위의 우체국'];

async function found(q = '우체국'): Promise<string[]> {
  const { body } = await newsroom.get(`/api/v1/search?q=${encodeURIComponent(q)}`);
  return (JSON.parse(body) as SearchAnswer).data.map(({ headline }) => headline).toSorted();
}

async function popular(): Promise<[string, number][]> {
  const response = await fetch(`${newsroom.url('popularity')}/internal/popular`);
  return ((await response.json()) as PopularAnswer).data.map(({ headline, views }) => [headline, views]);
}

const eventually = within(15_000);

test('a search index that was removed is made anew by one command, and readers find the same again', async () => {
  expect(await found()).toEqual(offices);
  const indices = Object.keys(
    await engine.indices.getAlias({ index: `${env['SEARCH_INDEX_PREFIX']}-articles-*` }),
  );
  await engine.indices.delete({ index: indices });
  const { code, out } = await sosik(['rebuild', 'search']);
  // By itself it may have come back before, and be kept to go back to.
  expect(out).toMatch(/^search is made anew from \d+ records in \d+\.\d s(; .*)?\n$/);
  expect(code).toBe(0);
  expect(await found()).toEqual(offices);
});

test('names that an editor adds are brought to readers by one command, and a fault in them is told instead', async () => {
  const file = join(names, 'names.txt');
  expect(await found('library')).toEqual([]);
  const same = await sosik(['synonyms', 'reload']);
  expect(same).toMatchObject({ code: 0, out: 'search has these names already\n' });
  writeFileSync(file, '우체국, post office\n도서관, library, 도서관\n');
  const wrong = await sosik(['synonyms', 'reload']);
  expect(wrong).toMatchObject({ code: 3, out: '' });
  expect(wrong.err).toContain('names.txt:2: 도서관 stands in names.txt:2 too');
  writeFileSync(file, '우체국, post office\n도서관, library\n');
  const { code, out, err } = await sosik(['synonyms', 'reload']);
  expect(err).toContain('2 names and 0 words of the dictionary are read');
  expect(out).toMatch(/^search is made anew/);
  expect(code).toBe(0);
  expect(await found('library')).toEqual(['섬마을 도서관']);
});

test('an index that was made anew is gone back on by one command; each step is a line for programs', async () => {
  const made = await sosik(['rebuild', 'search', '--json']);
  const lines = made.out.trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as RebuildAnswer).state).at(-1)).toBe('done');
  const { code, out } = await sosik(['rebuild', 'search', '--rollback']);
  expect(out).toMatch(/^search answers from the index that served before \(\d+ ms\)/);
  expect(code).toBe(0);
  expect(await found()).toEqual(offices);
  const refused = await sosik(['rebuild', 'popularity', '--rollback']);
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('only search keeps what served') });
});

test('counts that Redis has lost are the same again, by themselves and by command', async () => {
  const before = await popular();
  expect(before).toEqual([
    ['A post office at sea', 3],
    ['섬마을 도서관', 2],
    ['바다 위의 우체국', 1],
  ]);
  await redis.del(...(await redis.keys(`${env['REDIS_KEY_PREFIX']}*`)));
  await eventually(async () => expect(await popular()).toEqual(before));
  const { code, out } = await sosik(['rebuild', 'popularity', '--json']);
  expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toMatchObject({
    state: 'done',
    total: expect.any(Number),
  });
  expect(code).toBe(0);
  expect(await popular()).toEqual(before);
});

test('a rebuild of the record is refused, with what to do instead', async () => {
  const { code, out, err } = await sosik(['rebuild', 'content']);
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toContain('MongoDB is the record, not a view');
  expect(err).toContain('Restore a backup');
});

test('an app that does not answer is named, with the next command, and the exit code says so', async () => {
  const { code, err } = await sosik(['rebuild', 'nothing']);
  expect(code).toBe(2);
  expect(err).toContain('search, popularity, content');
  const away = await sosik(['rebuild', 'search'], { SEARCH_URL: 'http://127.0.0.1:1' });
  expect(away.code).toBe(7);
  expect(away.err).toMatch(/search can't be asked at http:\/\/127\.0\.0\.1:1 .*npm start/);
});
