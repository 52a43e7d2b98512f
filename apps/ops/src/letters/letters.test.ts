import { describe, expect, test } from '@jest/globals';
import type { LetterRow } from '#libs/kafka';
import { BulkForm, editedOf, groupsOf, Place, shownOf, trendOf } from './letters.ts';
import { MASK } from './mask.ts';

const now = Date.parse('2026-03-01T12:00:00.000Z');
const row = (at: string, changes: Partial<LetterRow> = {}): LetterRow => ({
  ...{ place: 'a.b.dead/0/0', topic: 'a', partition: 0, offset: 0, group: 'b', reason: 'TypeError' },
  ...{ error: '제목이 없다', attempts: 3, at, key: 'k', type: 't', event: 'e', source: 's', deaths: 0 },
  ...changes,
});
const letter = (value: string | Buffer | null, headers: Record<string, string> = {}) => ({
  record: { key: 'k', value: value === null ? null : Buffer.from(value), headers },
});

describe('groups of letters', () => {
  test('are by reason and reader, the one with the newest letter first, with their first and last', () => {
    const groups = groupsOf(
      [
        row('2026-03-01T11:59:00.000Z'),
        row('2026-03-01T09:30:00.000Z', { deaths: 2 }),
        row('2026-02-20T00:00:00.000Z'),
        row('2026-03-01T11:59:30.000Z', { reason: 'undecodable' }),
        row('2026-03-01T10:00:00.000Z', { group: 'c' }),
      ],
      now,
    );
    expect(groups.map(({ reason, group, count }) => [reason, group, count])).toEqual([
      ['undecodable', 'b', 1],
      ['TypeError', 'b', 3],
      ['TypeError', 'c', 1],
    ]);
    expect(groups[1]).toMatchObject({
      first: '2026-02-20T00:00:00.000Z',
      last: '2026-03-01T11:59:00.000Z',
      again: 1,
    });
    expect(groups[1]?.hours.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(groups[1]?.hours.at(-1)).toBe(1);
    expect(groups[1]?.hours.at(-3)).toBe(1);
  });

  test('of a clock that is ahead are counted for now', () => {
    expect(groupsOf([row('2026-03-01T12:30:00.000Z')], now)[0]?.hours.at(-1)).toBe(1);
  });

  test.each([
    [[0, 0], 'quiet'],
    [[3, 0], 'over: none in the last hour'],
    [[1, 4], 'growing: 4 in the last hour, 1 in the one before'],
    [[4, 4], 'steady: 4 in the last hour, 4 in the one before'],
    [[4, 1], 'falling: 1 in the last hour, 4 in the one before'],
  ])('that came %j are told so', (hours, words) => {
    expect(trendOf([9, 9, ...hours])).toBe(words);
  });
});

describe('what a page shows of a record', () => {
  test('is its JSON in lines and its headers, without a secret', () => {
    const shown = shownOf(letter('{"uri":"k","token":"abc"}', { ce_id: 'e', authorization: 'x' }));
    expect(shown).toEqual({
      headers: [
        ['ce_id', 'e'],
        ['authorization', MASK],
      ],
      text: `{\n  "uri": "k",\n  "token": "${MASK}"\n}`,
      cut: false,
      editable: true,
    });
  });

  test.each<[string, string | Buffer | null, Partial<ReturnType<typeof shownOf>>]>([
    ['torn JSON', '{"headline":"갈매', { text: '{"headline":"갈매', editable: true }],
    ['bytes that are no text', Buffer.from([0xff, 0x00]), { text: '(bytes) ff00' }],
    ['nothing', null, { text: '(no value)', editable: false }],
    ['what is too large for a form', `"${'가'.repeat(150_000)}"`, { editable: false, cut: false }],
    ['what is too large for a page', `"${'가'.repeat(250_000)}"`, { editable: false, cut: true }],
  ])('%s is shown as what it is', (_, value, expected) => {
    expect(shownOf(letter(value))).toMatchObject(expected);
  });
});

describe('a record that is mended by hand', () => {
  test('keeps the secrets that nobody has seen', () => {
    const edited = editedOf(letter('{"uri":"k","token":"abc"}'), `{"uri":"k","token":"${MASK}","version":2}`);
    expect(edited).toMatchObject({ value: '{"uri":"k","token":"abc","version":2}' });
  });

  test('is refused if it is no JSON, or moves a secret', () => {
    expect(editedOf(letter('{}'), '{"uri":')).toMatchObject({ fault: expect.stringContaining('not JSON') });
    expect(editedOf(letter('{"token":"abc"}'), `{"headline":"${MASK}"}`)).toMatchObject({
      fault: expect.stringContaining('masked secret'),
    });
  });
});

test('forms say which letters are meant, and how fast', () => {
  expect(Place.safeParse({ place: 'ingest.events.v1.content.dead/0/17' }).success).toBe(true);
  for (const place of ['', 'x', 'a.dead/0', 'a.dead/0/-1', '../a.dead/0/0 x', 'a.dead/0/0\n'])
    expect(Place.safeParse({ place }).success).toBe(false);
  const form = { reason: 'x', topic: 'y', group: 'z' };
  expect(BulkForm.parse({ ...form, rate: '20' }).rate).toBe(20);
  for (const rate of ['0', '201', '1.5', 'x', ''])
    expect(BulkForm.safeParse({ ...form, rate }).success).toBe(false);
});
