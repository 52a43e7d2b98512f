import { describe, expect, test } from '@jest/globals';
import { harmless } from './terminal.ts';

describe('what others have said', () => {
  test.each([
    ['clears no screen', 'a\u001b[2J\u001b[H', 'a\\u{1b}[2J\\u{1b}[H'],
    ['names no window and rings no bell', '\u001b]0;owned\u0007', '\\u{1b}]0;owned\\u{7}'],
    ['writes over no line', 'rejected\raccepted', 'rejected\\u{d}accepted'],
    ['takes nothing back', 'no\b\byes', 'no\\u{8}\\u{8}yes'],
    ['uses no 8-bit control', '\u009b2J', '\\u{9b}2J'],
    ['turns nothing round', '\u202egnp.ecirp\u2069', '\\u{202e}gnp.ecirp\\u{2069}'],
    ['hides nothing', '가\u200b나\ufeff', '가\\u{200b}나\\u{feff}'],
  ])('%s', (_, said, shown) => {
    expect(harmless(said)).toBe(shown);
  });

  test.each([
    '울릉도 여객선',
    '울릉도'.normalize('NFD'),
    '👩‍👩‍👧 ⛴️',
    'a\tb\nc',
    '\u001b[32mok\u001b[0m said',
  ])('is shown as it is where it is no harm: %j', (said) => {
    expect(harmless(said)).toBe(said);
  });
});
