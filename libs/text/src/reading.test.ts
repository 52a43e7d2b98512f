import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readingMinutes } from './reading.ts';

test.each([
  ['a brief takes a minute', 'It snowed.', 'en', 1],
  ['nothing takes a minute', '', 'ko', 1],
  ['English counts words', 'snow '.repeat(690), 'en', 3],
  ['English rounds', 'snow '.repeat(230 * 2 + 110), 'en-GB', 2],
  ['Korean counts characters', '눈'.repeat(1500), 'ko', 3],
  ['Korean counts no spaces', '눈이 \n '.repeat(500), 'ko-KR', 2],
  ['Korean counts syllables, not jamo', '눈'.repeat(1000).normalize('NFD'), 'ko', 2],
  ['Korean counts an emoji once', '🎉'.repeat(1000), 'ko', 2],
])('%s', (_rule, text, language, minutes) => {
  expect(readingMinutes(text, language)).toBe(minutes);
});

test('a longer text never takes less time', () => {
  const language = fc.constantFrom('ko', 'en', 'fr');
  fc.assert(
    fc.property(
      fc.string({ maxLength: 5000 }),
      fc.string({ maxLength: 5000 }),
      language,
      (text, more, tag) => {
        expect(readingMinutes(`${text} ${more}`, tag)).toBeGreaterThanOrEqual(readingMinutes(text, tag));
      },
    ),
  );
});
