import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Rehearsal, refusal, rehearse } from './rehearsal.ts';

let paper: Rehearsal;
beforeAll(async () => {
  paper = await rehearse();
});
beforeEach(() => paper.forget());
afterAll(() => paper.end());

const note = { pointer: '/edNote', code: 'dropped', message: 'edNote has no place in an article' };
const accepted = { id: 'a', status: 'accepted', uri: 'urn:agency:1', version: 1, pointer: '', notes: [note] };
const fault = { pointer: '/data/section', code: 'required', message: '구역이 없다' };
const refused = { id: 'b', status: 'rejected', pointer: '/1', notes: [], problem: { errors: [fault] } };
const answer = {
  accepted: 1,
  duplicates: 0,
  rejected: 0,
  format: 'ninjs',
  payload: 'f00d',
  receipts: [accepted],
};

test('an import tells what became of each article, with what was dropped or guessed', async () => {
  paper.answers['POST /v1/import'] = { status: 202, body: answer };
  const { code, out } = await paper.sosik([
    'import',
    paper.file('a.ninjs', '{}'),
    '--section',
    'society',
    '--strict',
  ]);
  expect({ code, out: out.slice(1) }).toEqual({
    code: 0,
    out: [
      'accepted  urn:agency:1  1',
      expect.stringMatching(/^ +dropped +\/edNote +edNote has no place in an article$/),
    ],
  });
  expect(out[0]).toMatch(/a\.ninjs {2}ninjs {2}payload f00d$/);
});

test('an import of which articles were refused ends with 3, and says why', async () => {
  paper.answers['POST /v1/import'] = {
    status: 207,
    body: { ...answer, rejected: 1, receipts: [accepted, refused] },
  };
  const { code, out, err } = await paper.sosik(['import', paper.file('a.xml', '<nitf/>')]);
  expect(code).toBe(3);
  expect(out.join('\n')).toMatch(/rejected +\/1\n +required +\/data\/section +구역이 없다/);
  expect(err.at(-1)).toBe('Next: `sosik import --dry-run` says why');
});

test.each([
  [['import', '/nowhere.xml'], undefined, 2],
  [['reimport'], undefined, 2],
  [['reimport', 'f00d'], refusal(404, 'not_found'), 3],
  [['reimport', 'f00d'], refusal(401, 'unauthorized'), 4],
])('%j ends with its exit code', async (args, body, code) => {
  if (body) paper.answers['POST /v1/payloads/f00d/reimport'] = body;
  expect(await paper.sosik(args)).toMatchObject({ code, out: [] });
});

test('all payloads of a source are read again, page by page', async () => {
  paper.answers['GET /v1/payloads'] = { status: 200, body: { data: [{ id: 'f00d' }] } };
  paper.answers['POST /v1/payloads/f00d/reimport'] = { status: 202, body: answer };
  const { code, out } = await paper.sosik(['reimport', '--source', 'hanbit', '--json']);
  expect({ code, out: out.map((line) => JSON.parse(line) as object) }).toEqual({
    code: 0,
    out: [{ file: 'f00d', ...answer }],
  });
});
