import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { jwkOf, signed } from '#libs/contracts';
import { type Rehearsal, receipt, rehearse } from './rehearsal.ts';

let paper: Rehearsal;
beforeAll(async () => {
  paper = await rehearse();
});
beforeEach(() => paper.forget());
afterAll(() => paper.end());

const { privateKey } = generateKeyPairSync('ed25519');
const jwk = jwkOf(privateKey);
const at = '2026-03-01T09:00:00.000Z';
const takedown = signed(
  {
    id: '0f3a6c1b-e24d-4798-a0c4-e1f27b6d8935',
    uri: 'desk:ferry',
    publicId: 'zwq5gpzlnc',
    event: 'desk:ferry#withdrawn',
    source: '/sosik',
    token: 'MC4zLjQyMA',
    by: 'desk',
    wasPublic: true,
    asked: at,
    accepted: at,
    applied: [{ group: 'content', applied: true, ms: 40 }],
    surfaces: [
      { class: 'front', address: '/ko', status: 200, looked: ['id'], gone: true, ms: 310 },
      { class: 'tag', looked: [], gone: true, why: 'it had no tags' },
    ],
    gone: true,
    ms: 310,
    logged: '2026-04-07',
    made: at,
    나중: 'a member of a newer desk',
  },
  privateKey,
);
const said = [
  'desk:ferry: gone from all 2 kinds of surfaces 0.3 s after it was asked for',
  'front  gone  310 ms  200',
  'tag    gone          it had no tags',
  'the intake log can hold its bytes until 2026-04-07',
];

describe('withdraw', () => {
  const command = ['withdraw', 'desk:ferry', '--reason', '오보', '--wait'];
  beforeEach(() => {
    const body = { ...receipt, outcome: 'gone', reason: 'the article is withdrawn', takedown };
    paper.answers['POST /v1/events'] = { status: 200, body };
  });

  test('tells people what the receipt says, and programs the receipt', async () => {
    const people = await paper.sosik(command);
    expect(people.out.slice(-said.length)).toEqual(said);
    const { code, out } = await paper.sosik([...command, '--json']);
    expect({ code, receipts: out.map((line) => JSON.parse(line)) }).toEqual({
      code: 0,
      receipts: [takedown],
    });
  });

  test('says that there is none', async () => {
    const warnings = [{ code: 'no_takedown_receipt', message: 'no receipt could be made' }];
    paper.answers['POST /v1/events'] = { status: 200, body: { ...receipt, outcome: 'gone', warnings } };
    expect((await paper.sosik(command)).out.at(-1)).toBe('warning    no receipt could be made');
  });
});

describe('receipt verify', () => {
  const verify = (given: object, ...more: string[]) =>
    paper.sosik(['receipt', 'verify', '-', ...more], { stdin: JSON.stringify(given), OPS_URL: paper.url });

  test('asks the desk for its key, and says what the receipt says', async () => {
    paper.answers['GET /receipts/key'] = { status: 200, body: jwk };
    for (const given of [takedown, { ...receipt, takedown }]) {
      const { code, out } = await verify(given);
      expect({ code, out }).toEqual({
        code: 0,
        out: [`signed with ${jwk.kid}, and unchanged since`, ...said],
      });
    }
  });

  test('takes a key that is named: as a JWK, as a file, by its address', async () => {
    paper.answers['GET /key'] = { status: 200, body: jwk };
    for (const key of [
      JSON.stringify(jwk),
      paper.file('key.json', JSON.stringify(jwk)),
      `${paper.url}/key`,
    ]) {
      const { code, out } = await verify(takedown, '--key', key, '--json');
      expect(code).toBe(0);
      expect(JSON.parse(out[0] ?? '')).toMatchObject({ signed: true, key: jwk.kid, gone: true });
    }
  });

  test.each<[string, object, string | RegExp]>([
    ['a word was changed', { ...takedown, uri: 'desk:fer' }, /it was changed after it was signed/],
    ['a member was taken away', { ...takedown, 나중: undefined }, /it was changed after it was signed/],
    ['another key has signed it', { ...takedown, key: 'other' }, /it was signed with other/],
    ['it is none', { id: 'x' }, '- is no receipt of a takedown'],
  ])('ends with 3 where %s', async (_, given, words) => {
    const { code, out, err } = await verify(given, '--key', JSON.stringify(jwk));
    expect({ code, out }).toEqual({ code: 3, out: [] });
    expect(err[0]).toMatch(words);
  });

  test('ends with 3 on what is no key, and with 7 without a desk', async () => {
    expect((await verify(takedown, '--key', '{}')).code).toBe(3);
    const lost = await paper.sosik(['receipt', 'verify', '-'], {
      stdin: JSON.stringify(takedown),
      OPS_URL: 'http://127.0.0.1:9',
    });
    expect(lost.code).toBe(7);
  });
});
