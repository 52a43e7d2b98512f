import { expect, test } from '@jest/globals';
import { type HeldHour, summed } from './quarantine.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function anHour(id: string, hour: number, held: Partial<HeldHour['held']>): HeldHour {
  return { id, hour, counted: 0, networks: [], held: { network: 0, doubleClick: 0, repeated: 0, ...held } };
}

test('what few networks push is told once for each day, in whatever order its hours come', () => {
  const rows = [
    anHour('a', DAY + 2 * HOUR, { network: 50, doubleClick: 3 }),
    anHour('a', DAY + HOUR, { network: 30, repeated: 2 }),
    anHour('a', 5 * HOUR, { network: 7 }),
    anHour('b', DAY, { doubleClick: 100 }),
  ];
  const ledger = [
    { id: 'b', held: { network: 0, doubleClick: 100, repeated: 0 }, last: DAY },
    { id: 'a', held: { network: 57, doubleClick: 3, repeated: 2 }, last: DAY + 2 * HOUR },
  ];
  expect(summed(rows)).toEqual(ledger);
  expect(summed(rows.toReversed())).toEqual(ledger);
  expect(summed([])).toEqual([]);
});
