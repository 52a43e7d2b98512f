import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { publicId } from '#libs/text';
import { type Rehearsal, refusal, rehearse } from './rehearsal.ts';

let paper: Rehearsal;
beforeAll(async () => {
  paper = await rehearse();
});
beforeEach(() => paper.forget());
afterAll(() => paper.end());

const held = (...args: string[]) => paper.sosik(['held', ...args], { POPULARITY_URL: paper.url });
const at = 'GET /internal/quarantine';
const hour = {
  hour: '2026-03-01T03:00:00.000Z',
  counted: 120,
  held: { network: 900, doubleClick: 3, repeated: 0 },
  networks: [{ network: '0a3', views: 610, held: 600 }],
};
const meta = { article: publicId('desk:ferry'), window: '24h', overruled: false };

describe('sosik held', () => {
  test('tells hours, reasons and networks, and how an editor says that they are real', async () => {
    paper.answers[at] = { status: 200, body: { data: [hour], meta } };
    const { code, out } = await held('desk:ferry');
    expect(code).toBe(0);
    expect(out.join('\n')).toMatch(/03-01 12:00 +120 +900 +3 +0 +0a3 600 of 610/);
    expect(out.join('\n')).toMatch(/overrule/);
  });

  test.each([
    ['uri', 'desk:ferry'],
    ['public id', publicId('desk:ferry')],
    ['address', `https://paper.example/ko/society/2026/03/01/x-${publicId('desk:ferry')}`],
  ])('asks for the article by its %s', async (_, name) => {
    paper.answers[at] = { status: 200, body: { data: [], meta } };
    const { out } = await held(name, '--window', '7d');
    expect(out).toEqual(['Nothing worth telling was held back within 24h.']);
    expect(paper.asked.at(-1)?.path).toBe(`/internal/quarantine?article=${publicId('desk:ferry')}&window=7d`);
  });

  test('says that an editor has overruled it', async () => {
    paper.answers[at] = { status: 200, body: { data: [hour], meta: { ...meta, overruled: true } } };
    expect((await held('desk:x')).out.at(-1)).toBe(
      'An editor has said that all views of this article count.',
    );
  });

  test('gives each hour as JSON', async () => {
    paper.answers[at] = { status: 200, body: { data: [hour], meta } };
    expect((await held('desk:x', '--json')).out).toEqual([JSON.stringify(hour)]);
  });

  test('ends with 7 where popularity can not answer', async () => {
    paper.answers[at] = refusal(503, 'dependency_unavailable');
    expect((await held('desk:x')).code).toBe(7);
  });
});
