import { describe, expect, test } from '@jest/globals';
import { instantOf, presets, wordFor, written, type Zone } from './instant.ts';

const NINE = '2026-11-24T00:00:00.000Z';

describe('a moment may be written', () => {
  test.each<[string, Zone, string | undefined]>([
    ['2026-11-24T09:00:00+09:00', 'utc', NINE],
    ['2026-11-24T00:00:00Z', 'seoul', NINE],
    ['2026-11-24T00:00z', 'seoul', NINE],
    ['2026-11-23T19:00:00-05:00', 'seoul', NINE],
    ['2026-11-24T09:00:00.250+09:00', 'seoul', '2026-11-24T00:00:00.250Z'],
    ['2026-11-24T09:00:00 09:00', 'utc', NINE],
    ['2026-11-24T09:00', 'seoul', NINE],
    ['2026-11-24 00:00', 'utc', NINE],
    ['２０２６-11-24T09:00', 'seoul', NINE],
    [' 2026-11-24T09:00 ', 'seoul', NINE],
    ['2026-11-24', 'seoul', undefined],
    ['2026-02-30T09:00', 'seoul', undefined],
    ['2026-11-24T25:00', 'seoul', undefined],
    ['어제', 'seoul', undefined],
    ['', 'seoul', undefined],
  ])('%s (%s)', (text, zone, expected) => {
    const at = instantOf(text, zone);
    expect(at === undefined ? undefined : new Date(at).toISOString()).toBe(expected);
  });

  test('as it is written here', () => {
    expect(written(Date.parse(NINE))).toBe('2026-11-24T09:00:00+09:00');
    expect(instantOf(written(Date.parse(NINE) + 7), 'utc')).toBe(Date.parse(NINE) + 7);
  });
});

test('yesterday is that of Seoul', () => {
  // Already the 25th there.
  const named = presets(Date.parse('2026-11-24T16:00:00Z')).map(({ name, at }) => [name, written(at)]);
  expect(Object.fromEntries(named)).toMatchObject({
    '1 hour ago': '2026-11-25T00:00:00+09:00',
    'Yesterday 08:00 (Seoul)': '2026-11-24T08:00:00+09:00',
    'Yesterday 20:00 (Seoul)': '2026-11-24T20:00:00+09:00',
  });
});

test.each([
  ['https://news.example/ko/society/2026/11/24/항구-abcdefghij', 'abcdefghij'],
  ['/ko/society/2026/11/24/%ED%95%AD%EA%B5%AC-abcdefghij', 'abcdefghij'],
  [' abcdefghij ', 'abcdefghij'],
  ['desk:society/7', 'desk:society/7'],
  ['urn:newsroom:1', 'urn:newsroom:1'],
])('an article may be named %s', (text, name) => {
  expect(wordFor(text)).toBe(name);
});
