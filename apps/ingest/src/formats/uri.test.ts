import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Uri } from '#libs/contracts';
import { uriOf } from './uri.ts';

describe('the uri of an id', () => {
  test.each([
    ['urn:newsml:hanbit.example:20260102:SEA-7', 'urn:newsml:hanbit.example:20260102:SEA-7'],
    ['tag:hanbit.example,2026:7', /^tag:hanbit\.example-2026:7~[0-9a-f]{24}$/],
    ['https://hanbit.example/a?id=7&lang=ko', /^https:\/\/hanbit\.example\/a-id-7-lang-ko~[0-9a-f]{24}$/],
    ['기사-7', /^7~[0-9a-f]{24}$/],
    ['울릉도', /^~[0-9a-f]{24}$/],
    [' spaced:7\n', 'spaced:7'],
  ])('%j is kept where it is one, and else is one that people recognise', (id, uri) => {
    expect(uriOf(id)).toEqual(typeof uri === 'string' ? uri : expect.stringMatching(uri));
  });

  test('is nothing where there is no id', () => {
    expect([uriOf(''), uriOf(' \n')]).toEqual([undefined, undefined]);
  });

  test('is always one that the contract takes, and maps to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), (id) => {
        const uri = uriOf(id);
        if (uri === undefined) expect(id.trim()).toBe('');
        else expect([Uri.parse(uri), uriOf(uri)]).toEqual([uri, uri]);
      }),
    );
  });

  test('tells ids apart that differ in letters it does not take, or far behind', () => {
    const far = 'x'.repeat(600);
    const ids = [
      '기사',
      '그림',
      'a b',
      'a-b',
      'a?b',
      'a,b',
      `${far}1`,
      `${far}2`,
      '한',
      '한'.normalize('NFD'),
    ];
    expect(new Set(ids.map(uriOf)).size).toBe(ids.length);
  });
});
