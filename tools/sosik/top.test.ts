import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { publicId } from '#libs/text';
import { KEY, type Rehearsal, refusal, rehearse } from './rehearsal.ts';

let paper: Rehearsal;
beforeAll(async () => {
  paper = await rehearse();
});
beforeEach(() => paper.forget());
afterAll(() => paper.end());

const asOf = '2026-03-01T00:00:00.000Z';
const decision = {
  ...{ id: 'd1', kind: 'exclude', article: 'zwq5gpzlnc', state: 'holds', by: 'k1' },
  ...{ until: '2026-03-02T00:00:00.000Z', at: asOf, reason: '오래된 사건' },
};

test('what trends in a section is shown with its places and how they were reached', async () => {
  const data = [
    { rank: 1, views: 40, headline: '여객선', url: '/ko/a', movement: 'up', before: 3 },
    { rank: 2, views: 12, headline: 'Ferry', url: '/b', movement: 'new' },
    { rank: 3, views: 9, headline: '등대', url: '/ko/c', pinned: true, movement: 'same', before: 3 },
  ];
  const meta = { window: '10m', state: 'stale', asOf, sample: 61 };
  paper.answers['GET /api/v1/popular'] = { status: 200, body: { data, meta } };
  const { out } = await paper.sosik(['top', '--trending', '--section', 'society']);
  expect(paper.asked[0]?.path).toBe('/api/v1/popular?limit=10&window=1h&section=society&kind=trending');
  expect(out).toEqual([
    `1  ↑2   40  여객선  ${paper.url}/ko/a`,
    `2  new  12  Ferry   ${paper.url}/b`,
    `3  pin  9   등대    ${paper.url}/ko/c`,
    `views in 10m, stale, as of ${asOf}, 61 in all`,
  ]);
});

test('a pin is said at the gate, by id or by uri, with its reason', async () => {
  paper.answers['POST /v1/decisions'] = { status: 201, body: decision };
  const { out } = await paper.sosik(['top', '--pin', 'desk:ferry', '--rank', '2', '--reason', '독자 안내']);
  expect(out).toEqual(['d1']);
  expect(paper.asked[0]?.headers['authorization']).toBe(`Bearer ${KEY}`);
  expect(JSON.parse(paper.asked[0]?.body ?? '')).toEqual({
    ...{ kind: 'pin', article: publicId('desk:ferry'), hours: 24, rank: 2, reason: '독자 안내' },
  });
});

test('a decision without a reason is a fault of usage, and nobody is asked', async () => {
  expect(await paper.sosik(['top', '--exclude', 'zwq5gpzlnc'])).toMatchObject({ code: 2 });
  expect(paper.asked).toEqual([]);
});

test('decisions are listed with who decided and why, and a key that may not decide is told so', async () => {
  paper.answers['GET /v1/decisions'] = { status: 200, body: { data: [decision] } };
  const { out } = await paper.sosik(['top', '--decisions']);
  expect(out[1]).toBe('d1  exclude  zwq5gpzlnc  all   holds  2026-03-02T00:00:00.000Z  k1  오래된 사건');
  paper.answers['GET /v1/decisions'] = refusal(403, 'forbidden');
  expect(await paper.sosik(['top', '--decisions'])).toMatchObject({ code: 4 });
});

test('a decision is lifted by its id, with a request that has no body and says so', async () => {
  paper.answers['DELETE /v1/decisions/d1'] = { status: 204 };
  expect(await paper.sosik(['top', '--lift', 'd1'])).toMatchObject({ code: 0 });
  expect(paper.asked[0]).toMatchObject({ path: '/v1/decisions/d1', body: '' });
  expect(paper.asked[0]?.headers['content-type']).toBeUndefined();
});
