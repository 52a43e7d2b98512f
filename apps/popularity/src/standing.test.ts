import { expect, test } from '@jest/globals';
import { placeOf, Standing } from './standing.ts';

const [views, articles] = [placeOf('views', 0), placeOf('changes', 3)];

function seen(): Standing {
  const standing = new Standing();
  standing.note(views, 10);
  standing.note(articles, 4);
  return standing;
}

test.each<[name: string, actual: [string, number][], lost: boolean]>([
  [
    'as far as it was seen to be has lost nothing',
    [
      [views, 10],
      [articles, 4],
    ],
    false,
  ],
  [
    'that has gone on has lost nothing',
    [
      [views, 12],
      [articles, 4],
    ],
    false,
  ],
  ['that is empty has lost all', [], true],
  [
    'put back from an older copy has lost the rest',
    [
      [views, 10],
      [articles, 3],
    ],
    true,
  ],
])('a store %s', (_, actual, lost) => {
  expect(Standing.lost(seen().snapshot(), new Map(actual))).toBe(lost);
});

test('a store is on its way back until every place has reached what was seen there', () => {
  const standing = seen();
  standing.begin(new Map(), new Map());
  for (const [place, next, filling] of [
    [views, 0, true],
    [articles, 0, true],
    [articles, 4, true],
    [views, 9, true],
    [views, 10, false],
  ] as const) {
    standing.note(place, next);
    expect({ place, next, filling: standing.filling }).toEqual({ place, next, filling });
  }
});

test('what another process has applied counts as well', () => {
  const standing = seen();
  standing.begin(new Map(), new Map());
  standing.reach(
    new Map([
      [views, 10],
      [articles, 5],
    ]),
  );
  expect(standing.filling).toBe(false);
});

test('a store that is to forget is filled up to where it stood, also in places of another process', () => {
  const standing = seen();
  standing.begin(
    new Map([
      [views, 11],
      [placeOf('views', 5), 7],
    ]),
    new Map(),
  );
  expect(standing.progress(new Map([[views, 1]]))).toEqual({ applied: 1, total: 11 + 4 + 7 });
});

test('nobody waits for what the log has forgotten', () => {
  const standing = seen();
  standing.begin(
    new Map(),
    new Map([
      [views, 10],
      [articles, 4],
    ]),
  );
  expect(standing.filling).toBe(false);
});

test('a second loss on the way back does not make the way shorter', () => {
  const standing = seen();
  standing.begin(new Map(), new Map());
  for (const place of [views, articles]) standing.note(place, 2);
  standing.begun();
  standing.begin(new Map(), new Map());
  for (const place of [views, articles]) standing.note(place, 2);
  expect(standing.filling).toBe(true);
  standing.note(views, 10);
  standing.note(articles, 4);
  expect(standing.filling).toBe(false);
});

test('a way back whose positions were not asked counts as lost, and is begun once more', () => {
  const standing = seen();
  standing.begin(new Map(), new Map());
  expect(Standing.lost(standing.snapshot(), new Map())).toBe(true);
  standing.note(views, 0);
  standing.begun();
  expect(Standing.lost(standing.snapshot(), new Map())).toBe(false);
  expect(standing.leastOf(articles)).toBe(0);
});

test('what was read across a way back was not read whole, even if both ends look whole', () => {
  const standing = seen();
  const before = standing.whole;
  expect(before).toBe(standing.whole);
  standing.begin(new Map(), new Map());
  expect(standing.whole).toBeUndefined();
  standing.note(views, 10);
  standing.note(articles, 4);
  expect(standing.filling).toBe(false);
  expect(standing.whole).not.toBe(before);
  expect(standing.whole).toBe(standing.whole);
});
