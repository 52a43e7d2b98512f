import { describe, expect, test } from '@jest/globals';
import type { Article } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { changeOf } from './modified.ts';

const FIRST = '2026-03-01T00:00:00.000Z';
const SECOND = '2026-03-02T00:00:00.000Z';
const NOW = '2026-03-03T00:00:00.000Z';
const note = '배는 두 척입니다.';

const before = aPublicArticle({ uri: 'test:dates', version: 2, revision: 2, modified: SECOND });
const earlier = { changeType: 'correction' as const, changeNote: 'Two, not three.', version: 2, at: SECOND };

function dates(changes: Partial<Article>, of: Partial<Parameters<typeof changeOf>[0]> = {}) {
  const article = { ...before, version: 3, ...changes };
  return changeOf({ article, before, revision: 3, firstPublished: FIRST, now: Date.parse(NOW), ...of });
}

describe('a change', () => {
  const told = (changeType: 'material' | 'correction') => ({
    changeType,
    changeNote: note,
    version: 3,
    at: NOW,
  });
  test.each([
    ['typo', { changeType: 'typo', modified: SECOND, lastChange: undefined }],
    ['minor', { changeType: 'minor', modified: NOW, lastChange: undefined }],
    [undefined, { changeType: 'minor', modified: NOW, lastChange: undefined }],
    ['material', { changeType: 'material', modified: NOW, lastChange: told('material') }],
    ['correction', { changeType: 'correction', modified: NOW, lastChange: told('correction') }],
  ] as const)('of type %s moves what it says', (changeType, expected) => {
    const found = dates({ changeNote: note, ...(changeType ? { changeType } : {}) });
    expect({ lastChange: undefined, ...found }).toEqual({ ...expected, versionCreated: NOW });
  });

  test.each([
    ['typo', earlier],
    ['minor', earlier],
    ['material', { changeType: 'material', version: 3, at: NOW }],
  ] as const)('of type %s leaves the correction before it, or takes its place', (changeType, lastChange) => {
    expect(dates({ changeType }, { before: { ...before, lastChange: earlier } }).lastChange).toEqual(
      lastChange,
    );
  });

  test('that brings an article back has changed it for its readers, also if it is called a typo', () => {
    expect(dates({ changeType: 'typo' }, { before: undefined }).modified).toBe(NOW);
  });

  test('is none in what was never public before, unless its newsroom says so', () => {
    const first = { before: undefined, revision: 1 };
    expect(dates({}, first)).toEqual({ modified: FIRST, versionCreated: FIRST });
    expect(dates({ changeType: 'correction', changeNote: note }, first)).toMatchObject({
      modified: FIRST,
      lastChange: { changeType: 'correction', changeNote: note, at: FIRST },
    });
  });
});
