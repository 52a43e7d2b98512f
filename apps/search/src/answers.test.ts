import { describe, expect, test } from '@jest/globals';
import { Answers, normalised } from './answers.ts';

describe('a question is the same', () => {
  test.each([
    [{ q: '울릉도 여객선' }, { q: '  울릉도   여객선 ' }],
    [{ q: '울릉도 여객선' }, { q: '울릉도 여객선'.normalize('NFD') }],
    [
      { q: 'ferry', limit: 10 },
      { limit: 10, q: 'ferry', section: undefined },
    ],
  ])('%j and %j', (one, other) => {
    expect(normalised(other)).toBe(normalised(one));
  });

  test.each([
    [{ q: 'ferry' }, { q: 'ferries' }],
    [
      { q: 'ferry', limit: 10 },
      { q: 'ferry', limit: 20 },
    ],
    [{ q: 'ferry', cursor: 'a' }, { q: 'ferry' }],
    [{ q: '1' }, { q: 1 }],
  ])('but not %j and %j', (one, other) => {
    expect(normalised(other)).not.toBe(normalised(one));
  });
});

describe('answers', () => {
  test('are given again until they are too old', () => {
    const answers = new Answers(10_000);
    answers.put('a', { hits: 1 }, 100);
    expect(answers.get('a', 100)).toEqual({ hits: 1 });
    expect(answers.get('a', 101)).toBeUndefined();
    expect(answers).toMatchObject({ size: 0, bytes: 0 });
  });

  test('leave in the order in which they were last asked for, when there is no room', () => {
    const answers = new Answers(300);
    for (const name of ['a', 'b', 'c']) answers.put(name, { text: '울릉도'.repeat(3) }, 1);
    answers.get('a', 0);
    answers.put('d', { text: '울릉도'.repeat(3) }, 1);
    expect(['a', 'b', 'c', 'd'].map((name) => answers.get(name, 0) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  test('that are larger than all the room are not kept, and move nobody out', () => {
    const answers = new Answers(200);
    answers.put('a', {}, 1);
    answers.put('b', { text: 'x'.repeat(100) }, 1);
    expect([answers.get('a', 0), answers.get('b', 0)]).toEqual([{}, undefined]);
  });
});
