/** What somebody may send who wants more than is his to say: the same in every place that takes words of others. */

const operators = { $gt: '', $ne: null, $where: 'sleep(9000)', $regex: '.*' };

/** Members that only Sosik gives, beside those of an article. */
export const privileged = {
  ...{
    seq: 9_007_199_254_740_991,
    decided: 1,
    id: 'aaaaaaaaaa',
    _id: 'mine:other',
    revision: 99,
    version_: 7,
  },
  ...{
    url: '/owned',
    modified: '1999-01-01T00:00:00Z',
    firstPublished: '1999-01-01T00:00:00Z',
    public: true,
  },
  ...{ fingerprint: '0'.repeat(16), excerpt: 'owned', readingMinutes: 99, state: 'public', keys: ['x'] },
  ...{ replayOf: 1, reread: true, origin: 'internal', $where: 'sleep(9000)', constructor: { prototype: {} } },
};

/** Attributes of an event that steer what content does, and that no newsroom may say. */
export const steering = { replayof: '1', reread: 'true', decided: '7', seq: '7' };

/** Questions as they stand behind an address. */
export const questions: readonly string[] = [
  ...['uri', 'id', 'section', 'tag', 'author', 'cursor', 'after', 'q', 'limit', 'source'].flatMap((name) =>
    Object.entries(operators).map(
      ([operator, value]) => `${name}[${operator}]=${encodeURIComponent(String(value))}`,
    ),
  ),
  '__proto__[admin]=true',
  'constructor[prototype][admin]=true',
  'section=society&section=politics',
  `uri=${encodeURIComponent(JSON.stringify(operators))}`,
];

/** The same value where a text is meant: an object, a list, a text that is one elsewhere. */
export const values: readonly unknown[] = [
  operators,
  [operators],
  ['a', 'b'],
  { toString: 'a' },
  null,
  7,
  true,
];
