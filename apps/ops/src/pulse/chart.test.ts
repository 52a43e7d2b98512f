import { describe, expect, test } from '@jest/globals';
import { chartsOf, inWords, pathOf, roundTop, tabled } from './chart.ts';
import { hopsIn } from './flow.ts';
import { Hour } from './hour.ts';
import { bytesOf, figure, lasting, percent, type Sight } from './sight.ts';

const EVERY = 5_000;
const NOW = Date.parse('2026-11-30T12:00:00Z');

/** An hour in which search did not answer for the minutes named. */
function aSight(gone: (minute: number) => boolean = () => false): Sight {
  const hour = new Hour();
  for (let n = 719; n >= 0; n--) {
    const at = NOW - n * EVERY;
    const minute = Math.floor((n * EVERY) / 60_000);
    const search = gone(minute) ? {} : { search: EVERY };
    hour.add({
      at,
      seen: { ingest: EVERY, content: EVERY, gateway: EVERY, ...search },
      counts: new Map([['accepted', 10], ...(gone(minute) ? [] : [['applied:search', 5] as const])]),
      waits: {
        content: { records: 0, seconds: 0 },
        gateway: { records: 0, seconds: 0 },
        search: { records: 1, seconds: minute === 30 ? 42 : 1 },
      },
    });
  }
  return { at: NOW, everyMs: EVERY, apps: [], hour };
}

const chart = (sight: Sight, id: string) => {
  const found = chartsOf(sight).find((each) => each.id === id);
  if (!found) throw new Error(`there is no chart ${id}`);
  return found;
};

describe('a chart of the last hour', () => {
  test('has rates of what was counted, and the longest of what has waited', () => {
    const { lines, top } = chart(aSight(), 'articles');
    expect(lines.map(({ name, values }) => [name, values.at(-1)])).toEqual([
      ['accepted', 2],
      ['decided', 0],
      ['indexed', 1],
    ]);
    expect(top).toBe(2);
    const lag = chart(aSight(), 'lag');
    const search = lag.lines.find(({ name }) => name === 'search');
    expect(Math.max(...(search?.values ?? []).map((value) => value ?? 0))).toBe(42);
    expect(lag.top).toBe(50);
  });

  test('has a gap where an app did not answer, in the line, in words and in the table', () => {
    const { lines, top, from } = chart(
      aSight((minute) => minute >= 10 && minute < 25),
      'articles',
    );
    const indexed = lines.find(({ name }) => name === 'indexed');
    if (!indexed) throw new Error('there is no line');
    expect(indexed.values.filter((value) => value === undefined)).toHaveLength(29);
    expect(pathOf(indexed, top).match(/M/g)).toHaveLength(2);
    expect(inWords(indexed, from)).toBe('indexed: 1 now, 1 at most (12:00 UTC), with gaps');
    expect(tabled(indexed, 12).slice(-5)).toEqual([undefined, undefined, 1, 1, 1]);
  });

  test('of nothing is drawn all the same', () => {
    const empty = { at: NOW, everyMs: EVERY, apps: [], hour: new Hour() };
    for (const { lines, top, from } of chartsOf(empty)) {
      expect(top).toBe(1);
      for (const line of lines) {
        expect(pathOf(line, top)).toBe('');
        expect(inWords(line, from)).toMatch(/nothing was seen$/);
      }
    }
    expect(hopsIn(empty).map(({ state }) => state)).toEqual(Array.from({ length: 7 }, () => 'away'));
  });

  test('stands on a round number that nothing is above', () => {
    expect([0, 0.3, 1, 1.2, 3, 42, 500, 501, 9_999].map(roundTop)).toEqual([
      1, 1, 1, 2, 5, 50, 500, 1_000, 10_000,
    ]);
  });
});

test('numbers are written as one reads them', () => {
  expect([0, 0.345, 12.34, 12, 1_204.4].map(figure)).toEqual(['0', '0.35', '12.3', '12', '1,204']);
  expect([0, 42, 120, 5_400, 90_000].map(lasting)).toEqual(['0 s', '42 s', '2 min', '2 h', '25 h']);
  expect([0, 512, 1_536, 3 * 2 ** 20].map(bytesOf)).toEqual(['0 B', '512 B', '1.5 KiB', '3 MiB']);
  // Of what is not whole it is never said.
  expect([1, 0.99999, 0.9985, 0.5].map(percent)).toEqual(
    ['100', '99.999', '99.85', '50.0'].map((number) => `${number}\u00A0%`),
  );
});
