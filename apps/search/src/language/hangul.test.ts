import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { areInitials, initials, jamo, repairs, toEnglish, toKorean } from './hangul.ts';

describe('initial consonants', () => {
  test.each([
    ['기후 위기', 'ㄱㅎ ㅇㄱ'],
    ['까치', 'ㄲㅊ'],
    ['BTS 컴백', 'BTS ㅋㅂ'],
    ['기후'.normalize('NFD'), 'ㄱㅎ'],
    ['ㄱ후', 'ㄱㅎ'],
    ['', ''],
  ])('of %s are %s', (text, expected) => {
    expect(initials(text)).toBe(expected);
  });

  test.each([
    ['ㄱㅎ', true],
    ['ㄱㅎ ㅇㄱ', true],
    ['\u1100\u1112', true],
    ['\uFFA1\uFFBE', true],
    ['ㄱ후', false],
    ['ㅏ', false],
    ['기후', false],
    ['', false],
  ])('are all there is in %s: %s', (text, expected) => {
    expect(areInitials(text)).toBe(expected);
  });
});

describe('the letters of Hangul', () => {
  test.each([
    ['삼성', 'ㅅㅏㅁㅅㅓㅇ'],
    ['닭', 'ㄷㅏㄹㄱ'],
    ['왜', 'ㅇㅗㅐ'],
    ['까', 'ㄲㅏ'],
    ['LG전자', 'LGㅈㅓㄴㅈㅏ'],
    ['삼성'.normalize('NFD'), 'ㅅㅏㅁㅅㅓㅇ'],
  ])('of %s are %s', (text, expected) => {
    expect(jamo(text)).toBe(expected);
  });

  test.each([
    ['삼ㅅ', '삼성'],
    ['삼서', '삼성'],
    ['각', '가구'],
    ['닭', '달구지'],
    ['고', '과학'],
  ])('typed so far, %s, begin those of %s', (typed, word) => {
    expect(jamo(word).startsWith(jamo(typed))).toBe(true);
  });
});

describe('the keyboard of the other language', () => {
  test.each([
    ['dkssud', '안녕'],
    ['tkatjdwjswk', '삼성전자'],
    ['QKd', '빵'],
    ['DKSSUD', '안녕'],
    ['ekfr', '닭'],
    ['ekfrdl', '닭이'],
    ['dhodlrrkt', '왜익갓'],
    ['rlgn dnlrl', '기후 위기'],
    ['qlrmqdu 2026', '비급여 2026'],
  ])('%s writes %s', (latin, hangul) => {
    expect(toKorean(latin)).toBe(hangul);
  });

  test.each([
    ['ㅗ디ㅣㅐ', 'hello'],
    ['ㅠㅆㄴ', 'bts'],
    ['ㅜㄷㅈㄴ', 'news'],
    ['뮤', 'ab'],
  ])('%s writes %s', (hangul, latin) => {
    expect(toEnglish(hangul)).toBe(latin);
  });

  const syllable = fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCharCode(code));
  test('and back again writes the same, whatever the syllables', () => {
    fc.assert(
      fc.property(fc.array(syllable, { maxLength: 8 }), (each) => {
        const word = each.join('');
        fc.pre(!/[ㄲㄸㅃㅆㅉㅒㅖ]/.test(jamo(word)));
        expect(toKorean(toEnglish(word))).toBe(word);
      }),
    );
  });
});

describe('what may have been meant', () => {
  test.each([
    ['dkssud', ['안녕']],
    ['tkatjd wjswk', ['삼성 전자']],
    ['ㅗ디ㅣㅐ', ['hello']],
    ['ㅠㅆㄴ', ['bts']],
    ['missile', []],
    ['news', []],
    ['BTS', []],
    ['GDP', []],
    ['북한', []],
    ['삼성전자', []],
    ['ㄱㅎ', []],
    ['BTS 컴백', []],
    ['2026', []],
    ['', []],
  ])('%s', (q, expected) => {
    expect(repairs(q)).toEqual(expected);
  });
});
