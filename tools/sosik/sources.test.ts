import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
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
