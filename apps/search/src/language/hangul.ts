/** A syllable is (initial × 21 + vowel) × 28 + final, from U+AC00 on. */
const FIRST = 0xac00;
const LAST = 0xd7a3;
const INITIALS = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'];
const VOWELS = [...'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ'];
const FINALS = ['', ...'ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ'];

/** Letters that two keys make, one after the other. */
const PAIRS: Readonly<Record<string, string>> = {
  ...{ ㅘ: 'ㅗㅏ', ㅙ: 'ㅗㅐ', ㅚ: 'ㅗㅣ', ㅝ: 'ㅜㅓ', ㅞ: 'ㅜㅔ', ㅟ: 'ㅜㅣ', ㅢ: 'ㅡㅣ' },
  ...{
    ㄳ: 'ㄱㅅ',
    ㄵ: 'ㄴㅈ',
    ㄶ: 'ㄴㅎ',
    ㄺ: 'ㄹㄱ',
    ㄻ: 'ㄹㅁ',
    ㄼ: 'ㄹㅂ',
    ㄽ: 'ㄹㅅ',
    ㄾ: 'ㄹㅌ',
    ㄿ: 'ㄹㅍ',
    ㅀ: 'ㄹㅎ',
  },
  ㅄ: 'ㅂㅅ',
};
const JOINED = new Map(Object.entries(PAIRS).map(([letter, keys]) => [keys, letter]));

/** The keys of the Korean standard layout (두벌식), small and with Shift. */
const KEYS = new Map(
  [...'ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ'].map((letter, at) => [
    'qwertyuiopasdfghjklzxcvbnmQWERTOP'[at] ?? '',
    letter,
  ]),
);
const LETTERS = new Map([...KEYS].map(([key, letter]) => [letter, key.toLowerCase()]));

/** Letters of Hangul outside of a syllable: for compatibility, conjoining, and of half width. */
const LOOSE = /[\u3131-\u3163]/u;
const CONJOINING = /[\u1100-\u1112\u1161-\u1175\u11A8-\u11C2]/gu;
const NARROW = /[\uFFA1-\uFFDC]/gu;

/** In NFC, and letters outside of a syllable in the one form that keyboards write. */
function composed(text: string): string {
  return text
    .replace(NARROW, (letter) => letter.normalize('NFKC'))
    .normalize('NFC')
    .replace(CONJOINING, (letter) => {
      const code = letter.charCodeAt(0);
      if (code >= 0x11a8) return FINALS[code - 0x11a7] ?? letter;
      return (code >= 0x1161 ? VOWELS[code - 0x1161] : INITIALS[code - 0x1100]) ?? letter;
    });
}

/** Initial, vowel and final of a syllable; nothing of another character. The final may be empty. */
function parts(syllable: string): [string, string, string] | undefined {
  const code = syllable.charCodeAt(0);
  if (!(code >= FIRST && code <= LAST)) return undefined;
  const at = code - FIRST;
  return [
    INITIALS[Math.floor(at / 588)] ?? '',
    VOWELS[Math.floor((at % 588) / 28)] ?? '',
    FINALS[at % 28] ?? '',
  ];
}

/**
 * The first consonant of each syllable, as hurried readers type: 기후 위기 → ㄱㅎ ㅇㄱ. Everything that is
 * no syllable stays.
 */
export function initials(text: string): string {
  return [...composed(text)].map((each) => parts(each)?.[0] ?? each).join('');
}

/** Whether nothing but first consonants (and spaces) is written: ㄱㅎ. */
export function areInitials(text: string): boolean {
  return /^(?:[ㄱ-ㅎ]\s*)+$/u.test(composed(text).trim());
}

/**
 * The letters of Hangul in the order of their keys: 삼성 → ㅅㅏㅁㅅㅓㅇ, 닭 → ㄷㅏㄹㄱ, 왜 → ㅇㅗㅐ. What is typed on the
 * way to a word (삼ㅅ, 삼서) is a beginning of the letters of that word. Everything else stays.
 */
export function jamo(text: string): string {
  return [...composed(text)]
    .flatMap((each) => parts(each) ?? each)
    .map((letter) => PAIRS[letter] ?? letter)
    .join('');
}

/** What these Latin letters would have written on a Korean keyboard: dkssud → 안녕. Everything else stays. */
export function toKorean(latin: string): string {
  const text = latin.normalize('NFKC');
  // Without any small letter it was Caps Lock, not Shift.
  const keys = text === text.toUpperCase() ? text.toLowerCase() : text;
  return syllables([...keys].map((key) => KEYS.get(key) ?? KEYS.get(key.toLowerCase()) ?? key));
}

/** What these letters of Hangul would have written on an English keyboard, small: ㅗ디ㅣㅐ → hello. */
export function toEnglish(hangul: string): string {
  return [...jamo(hangul)].map((letter) => LETTERS.get(letter) ?? letter).join('');
}

/** Writes letters as a Korean keyboard does: a consonant belongs to the vowel that follows it. */
function syllables(letters: readonly string[]): string {
  let written = '';
  let at = 0;
  while (at < letters.length) {
    const initial = INITIALS.indexOf(letters[at] ?? '');
    if (initial < 0 || !isVowel(letters[at + 1])) {
      const vowel = vowelAt(letters, at);
      written += vowel.letter ?? letters[at];
      at += vowel.letter ? vowel.keys : 1;
      continue;
    }
    const vowel = vowelAt(letters, at + 1);
    const final = finalAt(letters, at + 1 + vowel.keys);
    const index = (initial * 21 + VOWELS.indexOf(vowel.letter ?? '')) * 28 + FINALS.indexOf(final.letter);
    written += String.fromCharCode(FIRST + index);
    at += 1 + vowel.keys + final.keys;
  }
  return written;
}

function isVowel(letter: string | undefined): boolean {
  return letter !== undefined && VOWELS.includes(letter);
}

function vowelAt(letters: readonly string[], at: number): { letter: string | undefined; keys: number } {
  const [first = '', second = ''] = letters.slice(at, at + 2);
  const joined = JOINED.get(first + second);
  if (joined && isVowel(joined)) return { letter: joined, keys: 2 };
  return { letter: isVowel(first) ? first : undefined, keys: 1 };
}

/** The consonants that end a syllable: not the one before a vowel, which begins the next. */
function finalAt(letters: readonly string[], at: number): { letter: string; keys: number } {
  const [first = '', second = '', third = ''] = letters.slice(at, at + 3);
  const joined = JOINED.get(first + second);
  if (joined && FINALS.includes(joined) && !isVowel(third)) return { letter: joined, keys: 2 };
  if (FINALS.includes(first) && first !== '' && !isVowel(second)) return { letter: first, keys: 1 };
  return { letter: '', keys: 0 };
}

/** The 2,350 syllables of KS X 1001: those that Korean words are made of. Others are slips, or Latin words. */
const common = new Set(
  new TextDecoder('euc-kr').decode(
    Uint8Array.from({ length: 25 * 94 * 2 }, (_, at) =>
      at % 2 === 0 ? 0xb0 + Math.floor(at / 188) : 0xa1 + ((at >> 1) % 94),
    ),
  ),
);

/**
 * What the reader may have meant who typed on the keyboard of the other language. Nothing where her words
 * make sense as they are: Latin letters must make whole, common syllables, and Hangul must be broken.
 */
export function repairs(q: string): string[] {
  const text = composed(q);
  if (/[A-Za-z]/.test(text) && !/[\p{Script=Hangul}]/u.test(text)) {
    const korean = toKorean(text);
    const letters = [...korean].filter((each) => /\p{Script=Hangul}/u.test(each));
    return letters.length >= 2 && letters.every((each) => common.has(each)) ? [korean] : [];
  }
  const broken = [...text].some((each) => LOOSE.test(each) || (parts(each) && !common.has(each)));
  return broken && !areInitials(text) ? [toEnglish(text)] : [];
}

/** The word of which `jamo` has made these letters, as a Korean keyboard would write it. Everything else stays. */
export function fromJamo(letters: string): string {
  return syllables([...letters]);
}
