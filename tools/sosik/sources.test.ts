import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Agency } from '../../test/agency.ts';
import { type Rehearsal, refusal, rehearse } from './rehearsal.ts';

let paper: Rehearsal;
beforeAll(async () => {
  paper = await rehearse();
});
beforeEach(() => paper.forget());
afterAll(() => paper.end());

const harbour = {
  name: 'harbour',
  url: 'https://wire.example/항만.xml',
  state: 'waiting',
  words: 'At the last time: 3 items new. It is asked again at 2026-11-30T09:05:00.000Z.',
  lastAnswer: { at: '2026-11-30T09:00:00.000Z', outcome: 'taken', words: '3 items new' },
  lastItem: '2026-11-30T09:00:00.000Z',
  next: '2026-11-30T09:05:00.000Z',
};
const ended = {
  name: 'ended',
  url: 'https://wire.example/ended',
  state: 'gone',
  words: 'It has ended: it answers 410.',
  lastAnswer: { at: '2026-11-30T09:00:00.000Z', outcome: 'gone', words: 'it answers 410' },
};

describe('sources', () => {
  test('are told in a table, and each in a sentence', async () => {
    paper.answers['GET /v1/sources'] = { status: 200, body: { data: [harbour, ended] } };
    const { code, out } = await paper.sosik(['sources']);
    expect({ code, out }).toEqual({
      code: 0,
      out: [
        'name     state    last item                 last answer     next',
        'harbour  waiting  2026-11-30T09:00:00.000Z  3 items new     2026-11-30T09:05:00.000Z',
        'ended    gone     none                      it answers 410  never',
        '',
        'harbour  At the last time: 3 items new. It is asked again at 2026-11-30T09:05:00.000Z.',
        'ended  It has ended: it answers 410.',
      ],
    });
  });

  test('are told one a line with --json', async () => {
    paper.answers['GET /v1/sources'] = { status: 200, body: { data: [harbour, ended] } };
    const { out } = await paper.sosik(['sources', '--json']);
    expect(out.map((line) => JSON.parse(line))).toEqual([harbour, ended]);
  });

  test('of a gate that asks none are none', async () => {
    paper.answers['GET /v1/sources'] = { status: 200, body: { data: [] } };
    expect((await paper.sosik(['sources'])).out[0]).toMatch(/asks no source by itself/);
  });

  test('are for keys that may read', async () => {
    paper.answers['GET /v1/sources'] = refusal(403, 'forbidden');
    expect(await paper.sosik(['sources'])).toMatchObject({ code: 4, out: [] });
  });
});

describe('sources try', () => {
  const agency = new Agency();
  beforeAll(() => agency.open());
  afterAll(() => agency.close());
  const allowed = { OUTBOUND_ALLOW: '127.0.0.1/32' };

  test('asks a feed as the gate would, and tells what would become of its items', async () => {
    agency.publish('/feed?key=1', { version: 'https://jsonfeed.org/version/1.1', items: [] });
    const guess = { code: 'guessed', pointer: '/items/0', message: '언어를 짐작했다' };
    const result = { id: 'x', status: 'acceptable', uri: 'harbour:ferry', version: 1, notes: [guess] };
    const body = { dryRun: true, acceptable: 1, rejected: 0, format: 'ninjs', results: [result] };
    paper.answers['POST /v1/import'] = { status: 200, body };
    const { code, out, err } = await paper.sosik(
      ['sources', 'try', `${agency.at}/feed?key=1`, '--section', 'society'],
      allowed,
    );
    expect({ code, err }).toEqual({ code: 0, err: ['57 bytes, application/json'] });
    expect(paper.asked[0]).toMatchObject({ path: '/v1/import?section=society&dryRun=true' });
    expect(JSON.parse(paper.asked[0]?.body ?? '')).toMatchObject({ items: [] });
    expect(out).toEqual([
      `${agency.at}/feed  ninjs; nothing was published`,
      'acceptable  harbour:ferry  1',
      '  guessed  /items/0  언어를 짐작했다',
    ]);
    expect(agency.asked.map(({ path }) => path)).toEqual(['/robots.txt', '/feed?key=1']);
  });

  test.each<[string, string, Record<string, string>, number, RegExp]>([
    ['a feed that is not there', '/none', allowed, 7, /it answers 404/],
    ['an address of this machine', '/feed', {}, 3, /not a public address/],
  ])('says why %s can not be read, and asks nobody', async (...[, path, env, exit, words]) => {
    const { code, err } = await paper.sosik(['sources', 'try', agency.at + path], env);
    expect({ code, asked: paper.asked }).toEqual({ code: exit, asked: [] });
    expect(err[0]).toMatch(words);
  });
});
