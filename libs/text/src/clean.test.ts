import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clean, nfc } from './clean.ts';

const anyText = fc.string({ unit: 'binary' });

test('a Korean name typed on a Mac (NFD) equals the one typed on Windows (NFC)', () => {
  expect('서울'.normalize('NFD')).toHaveLength(5);
  expect(nfc('서울'.normalize('NFD'))).toBe('서울');
  expect(nfc('한\n글\t')).toBe('한\n글\t');
});

describe('a clean line', () => {
  test.each([
    ['is in NFC', '서울'.normalize('NFD'), '서울'],
    [
      'has single spaces and none at its ends',
      '\t서울,\r\n\r\n 첫눈\u00a0\u3000내려 \u0085',
      '서울, 첫눈 내려',
    ],
    ['has no controls', 'Quake\u0000 hits\u001b[31m', 'Quake hits[31m'],
    ['has no zero-width junk of web editors', '\ufeff한\u200b국\u200d 은\u2060행\u00ad', '한국 은행'],
    ['turns no text around', 'abc\u202edef\u202c \u2066x\u2069', 'abcdef x'],
    ['hides no message in tag characters', 'Hi\u{E0041}\u{E0042}', 'Hi'],
    ['is empty if it only looked filled', '\u3164\u115f\u1160\uffa0\ufe0f', ''],
    ['has no character that XML forbids', 'a\uffff\ufffe\u{1FFFF}b', 'ab'],
    ['shows where half a surrogate pair was', '속보 \uD83D!', '속보 \uFFFD!'],
  ])('%s', (_rule, text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  test.each([
    ['a family', '👨‍👩‍👧‍👦'],
    ['a flag with a joiner', '🏳️‍🌈'],
    ['a skin tone', '👩🏽‍🚀'],
    ['a heart on fire', '❤️‍🔥'],
    ['the flag of England', '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}'],
    ['Persian joiners', 'می\u200cخواهم'],
    ['Sinhala joiners', 'ක්\u200dෂ'],
    ['a variant of a Han character', '葛\u{E0100}飾'],
    ['old Korean with a filler', '\u1100\u1160\u11ab'],
  ])('keeps %s whole', (_what, text) => {
    expect(clean(text)).toBe(text);
  });

  test('is stable, well formed and one line, whatever comes in', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = clean(text);
        expect(clean(line)).toBe(line);
        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/[\r\n\t]|^ | $| {2}/);
      }),
    );
  });
});
