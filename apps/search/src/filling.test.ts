import { expect, test } from '@jest/globals';
import { Filling } from './filling.ts';

const at = (...positions: number[]) => new Map(positions.entries());

test.each([
  ['stands where the lost one stood', at(7, 3), true],
  ['stands behind it', at(9, 3), true],
  ['lacks one record of one partition', at(7, 2), false],
  ['has nothing of a partition', at(7), false],
])('an index that %s is whole: %p %p', (_, written, whole) => {
  expect(new Filling({ 0: 7, 1: 3 }).isDone(written, at(7, 3), 0)).toBe(whole);
});

test('one in place of an index that held nothing is whole at once', () => {
  expect(new Filling({}).isDone(at(), at(), 0)).toBe(true);
});

test('one whose log ends with what can not be held is whole when nothing has moved for ten seconds', () => {
  const filling = new Filling({ 0: 7, 1: 3 });
  expect(filling.isDone(at(2, 1), at(2, 1), 0)).toBe(false);
  expect(filling.isDone(at(6, 3), at(7, 3), 5_000)).toBe(false);
  expect(filling.isDone(at(6, 3), at(7, 3), 14_000)).toBe(false);
  expect(filling.isDone(at(6, 3), at(7, 3), 15_000)).toBe(true);
});

test('one that can not be written to stays closed, whatever was committed for the lost one', () => {
  const filling = new Filling({ 0: 7, 1: 3 });
  expect(filling.isDone(at(0, 0), at(7, 3), 0)).toBe(false);
  expect(filling.isDone(at(0, 0), at(7, 3), 60_000)).toBe(false);
  expect(filling.isDone(at(4, 1), at(4, 1), 120_000)).toBe(false);
  expect(filling.isDone(at(4, 1), at(4, 1), 180_000)).toBe(false);
});
