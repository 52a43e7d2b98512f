import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Entries, type Entry } from './entries.ts';
import { pressed } from './pressed.ts';

const entry = (
  keys: readonly string[],
  changes: { status?: number; location?: string; body?: string } = {},
): Entry => {
  const answer = { status: 200, type: 'text/html', body: '기사', cacheControl: 'no-cache', keys, ...changes };
  return { ready: pressed(answer, 0), make: async () => answer };
};
const urlsOf = (entries: Entries, keys: readonly string[]) =>
  entries
    .carrying(keys)
    .map(([url]) => url)
    .toSorted((a, b) => a.localeCompare(b));
const roomy = () => new Entries(2 ** 24);

describe('what is ready', () => {
  test('is found by each key that it carries, once', () => {
    const entries = roomy();
    entries.put('/1', entry(['article:a', 'list:ko']));
    entries.put('/2', entry(['article:b', 'list:ko']));
    expect(urlsOf(entries, ['article:a'])).toEqual(['/1']);
    expect(urlsOf(entries, ['list:ko', 'article:a', 'article:b'])).toEqual(['/1', '/2']);
    expect(urlsOf(entries, ['article:c'])).toEqual([]);
  });

  test('is found by the keys it carries now, not by those it carried before', () => {
    const entries = roomy();
    entries.put('/1', entry(['article:a']));
    entries.put('/1', entry(['article:b'], { status: 404 }));
    expect(urlsOf(entries, ['article:a'])).toEqual([]);
    expect(urlsOf(entries, ['article:b'])).toEqual(['/1']);
  });

  test('is not found when it had to make room, and leaves no note behind', () => {
    const entries = new Entries(3 * 4_096);
    const body = 'x'.repeat(700);
    for (const name of ['1', '2', '3', '4', '5']) entries.put(`/${name}`, entry([name, 'all'], { body }));
    const left = urlsOf(entries, ['all']);
    expect(left).toEqual(['/3', '/4', '/5']);
    expect(urlsOf(entries, ['1', '2'])).toEqual([]);
  });

  test('is not taken in when it is larger than all the room there is', () => {
    const entries = new Entries(4_096);
    entries.put('/1', entry(['a'], { body: 'x'.repeat(10_000) }));
    expect(entries.peek('/1')).toBeUndefined();
    expect(urlsOf(entries, ['a'])).toEqual([]);
  });

  test('of addresses without a page is no page', () => {
    const entries = roomy();
    entries.put('/1', entry(['a'], { status: 404 }));
    entries.put('/2', entry(['a'], { status: 301, location: '/3' }));
    entries.put('/3', entry(['a']));
    expect([...entries.all()].map(([url]) => url)).toEqual(['/3']);
    expect(entries.measure()).toMatchObject({ pages: { entries: 1 }, missing: 2 });
    expect(urlsOf(entries, ['a'])).toEqual(['/1', '/2', '/3']);
  });
});

test('whatever comes and goes, it is found as by a look at everything', () => {
  const url = fc.constantFrom('/1', '/2', '/3', '/4', '/5', '/6');
  const keys = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd'), { minLength: 1 });
  const act = fc.record({ url, keys, what: fc.constantFrom('page', 'missing', 'delete', 'get') });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), keys, (acts, asked) => {
      const entries = new Entries(4 * 2_600);
      for (const { url, keys, what } of acts) {
        if (what === 'get') entries.get(url);
        else if (what === 'delete') entries.delete(url);
        else entries.put(url, entry(keys, what === 'page' ? {} : { status: 404 }));
      }
      const there = ['/1', '/2', '/3', '/4', '/5', '/6'].filter((each) =>
        entries.peek(each)?.ready.keys.some((key) => asked.includes(key)),
      );
      expect(urlsOf(entries, asked)).toEqual(there);
    }),
  );
});
