import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { languageOf, scriptFits, scriptOf } from './script.ts';

describe('script and language of a text', () => {
  test.each([
    ['서울, 첫눈 내려', 'hangul', 'ko'],
    ['삼성 Galaxy 출시', 'hangul', 'ko'],
    ['LG전자 OLED TV CES 2026 AI', 'latin', 'ko'],
    ['ㅋㅋㅋ', 'hangul', 'ko'],
    ['尹 대통령 긴급 담화', 'hangul', 'ko'],
    ['Snow falls on Seoul', 'latin', 'en'],
    ['The meaning of 정 in K-drama explained', 'latin', 'en'],
    ['北京 2026 新闻', 'han', 'und'],
    ['iPhone 发布会', 'han', 'und'],
    ['Снег в Сеуле', 'other', 'und'],
    ['ひらがなだけ', 'other', 'und'],
    ['1,234 🎉', 'other', 'und'],
    ['\uD83D', 'other', 'und'],
    ['', 'other', 'und'],
  ])('%j is %s, %s', (text, script, language) => {
    expect(scriptOf(text)).toBe(script);
    expect(languageOf(text)).toBe(language);
  });

  test('do not depend on the form of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(scriptOf(text.normalize('NFD'))).toBe(scriptOf(text.normalize('NFC')));
        expect(languageOf(text.normalize('NFD'))).toBe(languageOf(text.normalize('NFC')));
      }),
    );
  });
});

test.each([
  ['ko', '서울, 첫눈 내려', true],
  ['ko-KR', 'LG전자 OLED TV', true],
  ['ko', 'Snow falls on Seoul', false],
  ['KO-kr', '首尔下雪', false],
  ['ko', '서울'.normalize('NFD'), true],
  ['en', 'Snow falls on Seoul', true],
  ['en-GB', '서울, 첫눈 내려', false],
  ['en', 'Han (한, 恨) explained', true],
  ['ja', '서울', true],
  ['kok', 'Konkani in Latin letters', true],
  ['ko', '3-2', true],
  ['ko', 'BTS', true],
  ['ko', 'ㅋㅋ OK', true],
  ['en', '정', true],
  ['en', '서울 첫눈 속보', false],
  ['en', '', true],
])('a text that says %s and reads %j fits: %s', (language, text, expected) => {
  expect(scriptFits(language, text)).toBe(expected);
});
