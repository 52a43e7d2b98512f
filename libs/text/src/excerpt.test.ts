import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clean } from './clean.ts';
import { excerpt } from './excerpt.ts';

const boundaries = (text: string) =>
  new Set(Array.from(new Intl.Segmenter('und').segment(text), ({ index }) => index));

describe('an excerpt', () => {
  test.each([
    ['is the whole text if it fits', 'It snowed in Seoul.', 19, 'It snowed in Seoul.'],
    ['ends with a sentence', 'It snowed in Seoul. The roads were closed.', 30, 'It snowed in Seoul. …'],
    [
      'ends with a Korean sentence',
      '서울에 첫눈이 내렸다. 기상청은 내일도 온다고 밝혔다.',
      20,
      '서울에 첫눈이 내렸다. …',
    ],
    ['keeps the quote of a sentence', '“눈이 왔다.” 그는 이렇게 말했다.', 14, '“눈이 왔다.” …'],
    [
      'takes no title for a sentence',
      'He thanked Mr. Kim and Ms. Park for it.',
      30,
      'He thanked Mr. Kim and Ms.…',
    ],
    [
      'takes no state for a sentence',
      'Police of the U.S. Embassy in Seoul said so.',
      27,
      'Police of the U.S. Embassy…',
    ],
    ['takes no decimal for a sentence', 'Prices rose by 3.5 per cent in May.', 23, 'Prices rose by 3.5 per…'],
    ['ends with a word', 'Snow closed the roads of Seoul', 20, 'Snow closed the…'],
    ['ends with a Korean word', '기상청은 내일도 눈이 온다고 밝혔다', 10, '기상청은 내일도…'],
    ['leaves no comma or bracket', 'One, two, (three, four', 12, 'One, two…'],
    ['cuts a Korean compound between syllables', '대한민국헌법재판소전원재판부', 8, '대한민국헌법재…'],
    ['cuts Chinese between characters', '北京时间昨天下午地震', 6, '北京时间昨…'],
    ['ends with a Japanese sentence', '東京で雪が降った。電車が止まった。', 13, '東京で雪が降った。 …'],
    ['is one line', 'It snowed\n\n  in\tSeoul', 20, 'It snowed in Seoul'],
    ['may be only the mark', 'Snow', 1, '…'],
    ['may be nothing', 'Snow', 0, ''],
    ['is empty for nothing', '', 10, ''],
  ])('%s', (_rule, text, length, expected) => {
    expect(excerpt(text, length)).toBe(expected);
  });

  test('looks for its words behind a long start that can not be seen', () => {
    const unseen = '\u200B'.repeat(3_000) + ' \n'.repeat(500);
    const text = '부산항에 눈이 내렸다. '.repeat(40);
    expect(excerpt(unseen + text, 50)).toBe(excerpt(text, 50));
    expect(excerpt(`눈.${unseen}${text}`, 50)).toBe(excerpt(`눈. ${text}`, 50));
  });

  test('cuts no emoji, surrogate pair or jamo sequence', () => {
    expect(excerpt('👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 15)).toBe('👨‍👩‍👧‍👦…');
    expect(excerpt('𠀀𠀀𠀀', 4)).toBe('𠀀…');
    expect(excerpt('🇰🇷🇰🇷🇰🇷', 8)).toBe('🇰🇷…');
    expect(excerpt('\u1112\u119e\u11ab'.repeat(3), 6)).toBe('\u1112\u119e\u11ab…');
    expect(excerpt('한국'.normalize('NFD'), 2)).toBe('한국');
  });

  test('is never longer than asked and never splits, whatever comes in', () => {
    const unit = fc.constantFrom(
      '한',
      '글 ',
      '다. ',
      'word ',
      'U.S. ',
      '👩🏽‍🚀',
      '\u1112\u119e\u11ab',
      'é',
      '(',
      '\uD83D',
      '。',
    );
    const text = fc.oneof(fc.string({ unit, maxLength: 60 }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, fc.nat(80), (whole, length) => {
        const cut = excerpt(whole, length);
        const line = clean(whole);
        expect(cut.length).toBeLessThanOrEqual(length);
        if (cut === line || length === 0) return;
        const kept = cut.replace(/ ?…$/u, '');
        expect(line.startsWith(kept)).toBe(true);
        expect(boundaries(line)).toContain(kept.length);
      }),
      { numRuns: 500 },
    );
  });
});
