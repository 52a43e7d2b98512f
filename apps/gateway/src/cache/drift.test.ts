import { describe, expect, test } from '@jest/globals';
import type { DriftState } from '#libs/contracts';
import { differencesIn, type Kept } from './drift.ts';
import { note, noting, type Shown } from './noting.ts';

const card = {
  ...{ url: '/ko/society/a', headline: '여객선', section: 'society', language: 'ko' },
  firstPublished: '2026-03-01T00:00:00Z',
};
const open: DriftState = { id: 'a', seq: 7, card };
const gone: DriftState = { id: 'a', seq: 7 };
const page = (keys: string[], shown: Shown | undefined, status = 200): Kept => {
  return { status, keys, shown: new Map(shown ? [['a', shown]] : []) };
};
const at = (seq?: number): Shown => ({ edition: 'ko', ...(seq === undefined ? {} : { seq }) });

describe('what is ready', () => {
  test.each<[string, Kept, DriftState, string[]]>([
    ['a page of the state that is public is right', page(['article:a'], at(7)), open, []],
    ['a page of an older state', page(['article:a'], at(6)), open, ['stale']],
    ['a page of a state that the record has not', page(['article:a'], at(8)), open, ['ahead']],
    ['a list of the edition with an older state', page(['list:ko'], at(6)), open, ['stale']],
    ['an archive of the edition with an older state', page(['named:list:ko'], at(6)), open, ['stale']],
    ['a list of the other edition falls with other articles', page(['list:en'], at(6)), open, []],
    ['a page that only names it may stand as it was', page(['article:b', 'named:a'], at(6)), open, []],
    ['a page that only names one that is gone', page(['article:b', 'named:a'], at(6)), gone, ['ghost']],
    ['a page of one that is gone', page(['article:a'], at(7)), gone, ['ghost']],
    ['a list that was told it without its state', page(['named:list:ko'], at()), open, []],
    ['the same of one that is gone', page(['named:list:ko'], at()), gone, ['ghost']],
    ['a page that says that it is gone', page(['article:a'], at(7), 410), gone, []],
    ['a page of others', page(['article:b'], undefined), gone, []],
  ])('is compared: %s', (_, kept, state, kinds) => {
    expect(differencesIn([kept], [state]).map(({ is }) => is)).toEqual(kinds);
  });

  test('is told once for an article, on however many pages it differs', () => {
    const pages = [page(['article:a'], at(6)), page(['list:ko'], at(6)), page(['article:a'], at(6))];
    expect(differencesIn(pages, [open])).toEqual([{ id: 'a', is: 'stale', seq: 6 }]);
  });
});

test('what is told while an answer is made is noted for that one alone', async () => {
  const article = (id: string, seq: number) => ({ id, seq, language: 'ko' });
  const gate = Promise.withResolvers<void>();
  const slow = noting(async () => {
    await gate.promise;
    note([article('a', 1)]);
    return 'slow';
  });
  const quick = await noting(async () => note([article('b', 2), article('b', 3)]));
  gate.resolve();
  expect((await slow).shown).toEqual(new Map([['a', { edition: 'ko', seq: 1 }]]));
  expect(quick.shown).toEqual(new Map([['b', { edition: 'ko', seq: 3 }]]));
  note([article('c', 4)]);
  expect(quick.shown.size).toBe(1);
});
