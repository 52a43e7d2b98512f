import { expect, test } from '@jest/globals';
import { publicId } from '#libs/text';
import { Hour } from '../pulse/hour.ts';
import { leftIn } from './left.ts';
import { idIn } from './overrule.ts';

function points(counts: Record<string, number>, seen = true) {
  const hour = new Hour();
  hour.add({
    at: 1,
    seen: seen ? { gateway: 5_000, popularity: 5_000 } : {},
    counts: new Map(Object.entries(counts)),
  });
  return hour.since();
}

test('says of all requests for articles what became of them, and whose they were', () => {
  const left = leftIn(
    points({ 'views:sent': 60, 'views:robot': 30, 'views:tool': 10, 'left:capped': 20, 'views:other': 5 }),
  );
  expect(left).toMatchObject({ all: 100, counted: 0.4, robots: 0.4 });
  expect(left?.rows.map(({ reason, count, share }) => [reason, count, share])).toEqual([
    ['robot', 30, 0.3],
    ['one network', 20, 0.2],
    ['tool', 10, 0.1],
  ]);
});

test('says nothing where no gateway was seen, and of nobody that nobody has asked', () => {
  expect(leftIn(points({}, false))).toBeUndefined();
  expect(leftIn(points({}))).toEqual({ all: 0, counted: 0, robots: 0, rows: [] });
});

test('an article is named by its id, its uri or its address', () => {
  const id = publicId('desk:배');
  expect(idIn(` ${id} `)).toBe(id);
  expect(idIn('desk:ferry')).toBe(publicId('desk:ferry'));
  expect(idIn(`https://paper.example/ko/society/2026/03/01/여객선-${id}`)).toBe(id);
  expect([idIn(''), idIn('두 낱말')]).toEqual([undefined, undefined]);
});
