import { describe, expect, test } from '@jest/globals';
import { type AuditRecord, chained } from '#libs/contracts';
import { Chain } from './chain.ts';

const entry = (who: string) => ({ at: '2026-03-01T00:00:00.000Z', who, what: 'desk.signed-in' as const });

/** So many records, each behind the one before it. */
function recordsOf(count: number): AuditRecord[] {
  const records: AuditRecord[] = [];
  for (let n = 0; n < count; n++) records.push(chained(entry(`편집자 ${n}`), records.at(-1)));
  return records;
}

function chainOf(records: readonly AuditRecord[]): Chain {
  const chain = new Chain();
  for (const [offset, record] of records.entries()) chain.take(record, offset);
  return chain;
}

const [one, two, three, four] = recordsOf(4) as [AuditRecord, AuditRecord, AuditRecord, AuditRecord];
const rival = chained(entry('another desk'), one);

describe('the chain of the audit log', () => {
  test.each<[string, AuditRecord[], number, string[]]>([
    ['is whole when each follows the one before it', [one, two, three, four], 4, []],
    ['may have lost its beginning to time', [three, four], 2, []],
    ['has no place for the second that follows the same one', [one, two, rival, three], 3, []],
    ['has no place for a second beginning', [one, chained(entry('x')), two], 2, []],
    ['has no second beginning where the first is forgotten', [two, chained(entry('x'), one), three], 2, []],
    [
      'is broken by a record whose words were changed',
      [one, { ...two, who: '아무개' }, three],
      3,
      ['its hash is not that of its words'],
    ],
    ['is broken where a record is missing', [one, two, four], 3, ['the record that it follows is missing']],
    [
      'is broken by a number that was left out',
      [one, chained(entry('x'), { n: 5, hash: one.hash })],
      2,
      ['its number is not the next one'],
    ],
  ])('%s', (_, records, length, why) => {
    const chain = chainOf(records);
    expect({ length: chain.length, why: chain.breaks.map((each) => each.why) }).toEqual({ length, why });
  });

  test('says nothing twice when the log is read again', () => {
    const chain = chainOf([one, two, three]);
    for (const [offset, record] of [one, two, three].entries())
      expect(chain.take(record, offset)).toBe(false);
    expect({ length: chain.length, head: chain.head?.n, breaks: chain.breaks }).toEqual({
      length: 3,
      head: 3,
      breaks: [],
    });
  });

  test('tells a desk that lost a race that it is no part of it', () => {
    const chain = chainOf([one, two, rival]);
    expect([two, rival].map(({ hash }) => chain.holds(hash))).toEqual([true, false]);
    expect(chain.head?.hash).toBe(two.hash);
  });
});
