import { describe, expect, test } from '@jest/globals';
import { type Grades, mean, mrr, ndcg, recall } from './judge.ts';

const grades: Grades = { a: 3, b: 2, c: 1 };
const many: Grades = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`m${i}`, 1]));
const list = (text: string) => text.split('').filter((letter) => letter !== ' ');

/** The best order of a, b and c: 7/1 + 3/1.58496 + 1/2 = 9.39279. */
describe('nDCG', () => {
  test.each<[string, string, Grades, number]>([
    ['the best order is 1', 'abc', grades, 1],
    ['what comes behind it does no harm', 'abcxyz', grades, 1],
    ['the worst order of the same: 1/1 + 3/1.58496 + 7/2 = 6.39279', 'cba', grades, 0.680606],
    ['the best one second, the others lost: 7/1.58496 = 4.41651', 'xa', grades, 0.470202],
    ['the best one tenth: 7/3.45943 = 2.02345', 'xxxxxxxxxa', grades, 0.215426],
    ['the best one eleventh is not on the page', 'xxxxxxxxxxa', grades, 0],
    ['nothing found', '', grades, 0],
    ['nothing to be found', 'abc', {}, 0],
  ])('%s', (_, found, relevant, expected) => {
    expect(ndcg(list(found), relevant)).toBeCloseTo(expected, 5);
  });

  test('is 1 for a full page of what is relevant, though there is more', () => {
    expect(ndcg(Object.keys(many).slice(0, 10), many)).toBeCloseTo(1, 12);
  });

  test('falls with each exchange that puts a better one behind a worse', () => {
    const falling = ['abc', 'acb', 'cab', 'cba'].map((found) => ndcg(list(found), grades));
    expect(falling).toEqual(falling.toSorted((a, b) => b - a));
    expect(new Set(falling).size).toBe(4);
  });
});

describe('recall', () => {
  test.each<[string, string, Grades, number]>([
    ['all of three', 'cba', grades, 1],
    ['two of three', 'axc', grades, 2 / 3],
    ['what is on the second page is not there', 'xxxxxxxxxxabc', grades, 0],
    ['nothing to be found', 'abc', {}, 0],
  ])('%s', (_, found, relevant, expected) => {
    expect(recall(list(found), relevant)).toBeCloseTo(expected, 12);
  });

  test('counts ten at most as wanted', () => {
    expect(recall(Object.keys(many).slice(0, 10), many)).toBe(1);
    expect(recall(Object.keys(many).slice(0, 5), many)).toBe(0.5);
  });
});

describe('MRR', () => {
  test.each<[string, string, number]>([
    ['the best one first', 'abc', 1],
    ['a very useful one second', 'xbc', 1 / 2],
    ['one that only touches it does not count', 'cxa', 1 / 3],
    ['nothing useful', 'cxx', 0],
    ['beyond the page', 'xxxxxxxxxxa', 0],
  ])('%s', (_, found, expected) => {
    expect(mrr(list(found), grades)).toBeCloseTo(expected, 12);
  });
});

test('the mean of nothing is 0', () => {
  expect([mean([]), mean([1, 0, 0.5])]).toEqual([0, 0.5]);
});
