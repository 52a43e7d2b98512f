import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Asked, readQuestion } from './reader.ts';

const nothing: Asked = { words: '', phrases: [], without: [], narrowed: [] };
const narrowed = (key: string, value: string, not = false) => ({ key, value, not });

const table: [string, object][] = [
  ['여객선 운항', { words: '여객선 운항' }],
  ['  ferry\tto\nUlleung ', { words: 'ferry to Ulleung' }],
  ['"겨울 시간표" 울릉', { words: '울릉', phrases: ['겨울 시간표'] }],
  ['“winter timetable” ferry', { words: 'ferry', phrases: ['winter timetable'] }],
  ['«겨울 시간표»', { phrases: ['겨울 시간표'] }],
  ['「겨울 시간표」 『아침 배』', { phrases: ['겨울 시간표', '아침 배'] }],
  ['‘아침 배’ 우편', { words: '우편', phrases: ['아침 배'] }],
  ['landlord’s tax', { words: 'landlord’s tax' }],
  ['ferry -timetable', { words: 'ferry', without: ['timetable'] }],
  ['여객선 −운항', { words: '여객선', without: ['운항'] }],
  ['－겨울 여객선', { words: '여객선', without: ['겨울'] }],
  ['ferry -"winter timetable"', { words: 'ferry', without: ['winter timetable'] }],
  ['Covid-19 3-1 - 끝-', { words: 'Covid-19 3-1 끝-' }],
  ['tag:울릉도 여객선', { words: '여객선', narrowed: [narrowed('tag', '울릉도')] }],
  ['태그:울릉도', { narrowed: [narrowed('tag', '울릉도')] }],
  ['섹션:사회 기자:"서 하람"', { narrowed: [narrowed('section', '사회'), narrowed('by', '서 하람')] }],
  ['-tag:ulleung ferry', { words: 'ferry', narrowed: [narrowed('tag', 'ulleung', true)] }],
  ['BY:harlow Section:Society', { narrowed: [narrowed('by', 'harlow'), narrowed('section', 'Society')] }],
  ['ｔａｇ：ｆｅｒｒｙ', { narrowed: [narrowed('tag', 'ferry')] }],
  ['ＢＴＳ　컴백', { words: 'BTS 컴백' }],
  ['before:2026-03 after:2025', { narrowed: [narrowed('before', '2026-03'), narrowed('after', '2025')] }],
  ['이전:2026-03-01', { narrowed: [narrowed('before', '2026-03-01')] }],
  ['before:noon after:2026-02-31', { words: 'before:noon after:2026-02-31' }],
  ['tag: by:', { words: 'tag: by:' }],
  ['tag:""', {}],
  ['http://example.com 10:30', { words: 'http://example.com 10:30' }],
  ['constructor:x __proto__:y', { words: 'constructor:x __proto__:y' }],
  ['"끝나지 않은 말', { words: '끝나지 않은 말' }],
  ['""', {}],
  ['" - — * ? ( ) [ ] { } \\ / %', {}],
  ['🎉', { words: '🎉' }],
  ['북\u200d한 \u202e한\u0000강', { words: '북한 한강' }],
];

describe('a question', () => {
  test.each(table)('%j is read as what it says', (q, expected) => {
    expect(readQuestion(q)).toEqual({ ...nothing, ...expected });
  });

  test.each(table)('%j is the same in NFD', (q, expected) => {
    expect(readQuestion(q.normalize('NFD'))).toEqual({ ...nothing, ...expected });
  });

  test('is read whatever it is, and holds no piece without a letter, a digit or a sign', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 256 }), (q) => {
        const { words, phrases, without } = readQuestion(q);
        for (const piece of [...phrases, ...without]) expect(piece).toMatch(/[\p{L}\p{N}\p{So}]/u);
        expect(words).toBe(words.trim());
      }),
    );
  });

  test('is read in a time that grows with its length, also where quotes and dashes never end', () => {
    for (const piece of ['"', '‘', '-', 'a:', '-a:"', '“a ”']) {
      expect(() => readQuestion(piece.repeat(64_000))).not.toThrow();
    }
  });
});
