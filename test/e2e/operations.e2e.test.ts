import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { syndication } from '../../apps/syndication/src/syndication.module.ts';
import { processMark } from '../../engines/processes.ts';
import { runAt } from '../../tools/sosik/rehearsal.ts';
import { follow, matching, stepsOf } from '../guide.ts';

const root = new URL('../../', import.meta.url).pathname;
const guide = readFileSync(join(root, 'docs/operations.md'), 'utf8');
const KEY = 'test_keyOfThoseWhoPractise2026';
const TEST_MS = 120_000;

const env = installation();
let newsroom: Newsroom;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operations-'));
  newsroom = await startNewsroom([content, search, popularity, syndication, gateway, ingest, ops], {
    env: { ...env, INGEST_ADMIN_KEY: KEY },
  });
  const apps = ['content', 'search', 'popularity', 'syndication', 'gateway', 'ingest', 'ops'];
  const urls = Object.fromEntries(apps.map((app) => [`${app.toUpperCase()}_URL`, newsroom.url(app)]));
  const engines = Object.entries(env).filter(([name]) => /_URL$|^KAFKA_BROKERS$/.test(name));
  // As `npm start` leaves it for the command line.
  const addresses = { ...Object.fromEntries(engines), ...urls, PUBLIC_URL: newsroom.url('gateway') };
  writeFileSync(join(folder, 'addresses.json'), JSON.stringify(addresses));
  writeFileSync(join(folder, 'run.lock'), JSON.stringify(processMark(process.pid)));
  writeFileSync(join(folder, 'key'), KEY);
}, TEST_MS);
afterAll(async () => {
  await newsroom?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const paper = () => ({ ...env, SOSIK_STATE: folder });

test(
  'the drill with a poison record goes as the page says, and holds up nobody',
  async () => {
    const [, drill = ''] = guide.split('## Drill: a poison record\n');
    const steps = stepsOf(drill.split(/^## /m)[0] ?? '');
    expect(steps.length).toBeGreaterThanOrEqual(5);
    for (const [number, step] of steps.entries()) {
      // What the log has been told is with the apps when a person has read on.
      await newsroom.settled();
      const out = await follow(step, { folder, env: paper(), number });
      if (step.shows !== undefined) expect(out.trim()).toMatch(matching(step.shows));
    }
    const { body } = await newsroom.send(anEvent('article.published', anArticle({ language: 'ko' })));
    await newsroom.settled();
    expect((await newsroom.get(body.url ?? '')).status).toBe(200);
  },
  TEST_MS,
);

test(
  'doctor finds nothing wrong with a paper that is well, and names what is not',
  async () => {
    const well = await runAt(['doctor', '--json'], { ...(await settings()) });
    const findings = well.out.map(
      (line) => JSON.parse(line) as { what: string; state: string; detail: string },
    );
    const faults = findings.filter(({ state }) => state === 'fail');
    expect(faults).toEqual([]);
    expect(well.code).toBe(0);
    const named = findings.map(({ what }) => what);
    for (const what of [
      'disk',
      'settings',
      'gateway',
      'ops',
      'clocks',
      'topics',
      'reader search',
      'reader content',
    ])
      expect(named).toContain(what);
    for (const what of ['dead letters', 'search index', 'newsroom key', 'key of receipts', 'certificates'])
      expect(named).toContain(what);
    const wrong = {
      OPS_TOKEN: 'short',
      GATEWAY_PORTT: '1',
      SEARCH_URL: 'http://127.0.0.1:1',
      SOSIK_KEY: 'live_x',
    };
    const ill = await runAt(['doctor'], { ...(await settings()), ...wrong });
    expect(ill.code).toBe(7);
    expect(ill.out.join('\n')).toMatch(
      /^FAIL {2}settings of ops {7} *OPS_TOKEN must have at least 24 letters$/m,
    );
    expect(ill.out.join('\n')).toMatch(/^warn {2}settings .*GATEWAY_PORTT is none/m);
    expect(ill.out.join('\n')).toMatch(/^FAIL {2}search .*does not answer at http:\/\/127\.0\.0\.1:1$/m);
    expect(ill.out.join('\n')).toMatch(/^FAIL {2}newsroom key .*opens nothing \(401\)$/m);
    expect(ill.out.join('\n')).not.toContain('live_x');
  },
  TEST_MS,
);

/** As the command line reads it from the folder of a paper. */
async function settings(): Promise<Record<string, string>> {
  const addresses = JSON.parse(readFileSync(join(folder, 'addresses.json'), 'utf8')) as Record<
    string,
    string
  >;
  return { ...addresses, ...paper() };
}

test('every command that the page names is one', async () => {
  const named = [...guide.matchAll(/\bsosik ((?:[a-z-]+ ?)+)/g)].map(([, words = '']) => words.trim());
  expect(named.length).toBeGreaterThan(20);
  const { out } = await runAt(['completion', 'fish'], {});
  const known = new Set(
    [...out.join('\n').matchAll(/ -a '([^']*)'/g)].flatMap(([, words = '']) => words.split(' ')),
  );
  const unknown = named.flatMap((words) => words.split(' ').slice(0, 1)).filter((word) => !known.has(word));
  expect(unknown).toEqual([]);
});

test('every page of docs that the page leads to is there', () => {
  const links = [...guide.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path = '']) => path);
  expect(links).toEqual(expect.arrayContaining(['configuration.md', 'errors.md', 'events.md']));
  for (const path of links)
    expect({ path, text: readFileSync(join(root, 'docs', path), 'utf8').length > 0 }).toEqual({
      path,
      text: true,
    });
});
