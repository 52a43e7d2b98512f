import { beforeAll, describe, expect, test } from '@jest/globals';
import { capRule } from '../../apps/popularity/src/cap.ts';
import { windowNames } from '../../apps/popularity/src/view.ts';
import type { AttackName } from './attack.ts';
import { honestWeek, type Week } from './traffic.ts';
import { played, type Trial } from './trial.ts';
import { costOf, verdictOf } from './verdict.ts';

const seed = 20_260_301;
const days = 2;
/** A small paper: its lists of an hour are too thin to be safe, those of a day and a week are not. */
const PER_DAY = 30_000;
const TOP = 10;

let week: Week;
let base: Trial;
beforeAll(() => {
  week = honestWeek({ seed, perDay: PER_DAY, days });
  base = played(week.readings, capRule);
});

describe('a tenth of all views, all of one article,', () => {
  test.each<AttackName>([
    'few addresses',
    'many addresses in few networks',
    'replayed beacons',
    'slow drip',
    'around the turn of the day',
  ])('%s: it is among no ten of a day or a week, and nine of those that belong there stay', (name) => {
    const { views, counted, reached } = verdictOf(week, name, { seed, days, base });
    expect(counted).toBeLessThan(0.5 * views);
    for (const window of ['24h', '7d'] as const) {
      expect(reached[window].rank ?? TOP + 1).toBeGreaterThan(TOP);
      expect(reached[window].kept).toBeGreaterThanOrEqual(TOP - 1);
    }
  });

  test('is first everywhere if nothing is capped: the attack is one', () => {
    const { reached } = verdictOf(week, 'few addresses', { seed, days, base, rule: 'none' });
    expect(windowNames.map((window) => reached[window].rank)).toEqual([1, 1, 1, 1]);
  });
});

test('honest readers lose next to nothing, also of articles that are read over few carriers', () => {
  const { all, mobile } = costOf(week, base);
  expect(all).toBeLessThan(0.02);
  expect(mobile).toBeLessThan(0.05);
});
