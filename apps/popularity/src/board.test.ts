import { expect, test } from '@jest/globals';
import type { PopularListsAnswer } from '#libs/contracts';
import { Board } from './board.ts';

type List = PopularListsAnswer['lists'][number];

function aList(section: string, views: number): List {
  const shown = { url: '/a', headline: '여객선', language: 'ko', section };
  const data = [{ rank: 1, id: 'a', views, ...shown }];
  return { kind: 'most-viewed', window: '1h', section, data, sample: views };
}
const made = (lists: Record<string, number>) =>
  new Map(Object.entries(lists).map(([section, views]) => [section, aList(section, views)]));
const named = ({ lists }: { lists: List[] }) =>
  lists.map(({ section, data }) => `${section} ${data[0]?.views ?? 'empty'}`);

test('a board tells what has changed since a generation, also that a list is empty now', () => {
  const board = new Board('가');
  board.take(made({ society: 5, culture: 3 }));
  const first = board.since(undefined);
  expect(named(first)).toEqual(['society 5', 'culture 3']);
  expect(first.whole).toBe(true);
  board.take(made({ society: 5, culture: 4 }));
  const second = board.since(first.generation);
  expect({ whole: second.whole, lists: named(second) }).toEqual({ whole: false, lists: ['culture 4'] });
  board.take(made({ society: 6 }));
  expect(named(board.since(second.generation))).toEqual(['society 6', 'culture empty']);
  expect(named(board.since(first.generation))).toEqual(['society 6', 'culture empty']);
  expect(named(board.since(board.since(undefined).generation))).toEqual([]);
});

test.each([undefined, '', '나.1', '가', '가.', '가.x', '가.99', '가.-1x'])(
  'who asks with a generation %j that this board has not named is told everything',
  (generation) => {
    const board = new Board('가');
    board.take(made({ society: 5 }));
    board.take(made({ society: 5 }));
    expect(board.since(generation)).toMatchObject({ whole: true, lists: [{ section: 'society' }] });
  },
);
