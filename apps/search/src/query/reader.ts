import { isPeriod } from '#libs/contracts';
import { clean } from '#libs/text';

/** What a reader asks for, read out of what was written. All that is no operator is words. */
export interface Asked {
  /** Words that are looked for each on its own, in their order. */
  words: string;
  /** Passages that must stand there as they are written. */
  phrases: string[];
  /** Words and passages that must not be there. */
  without: string[];
  narrowed: Narrowed[];
}

type Key = 'tag' | 'section' | 'by' | 'before' | 'after';

/** A condition that was written into the question. */
export interface Narrowed {
  key: Key;
  value: string;
  not: boolean;
}

const keys: Readonly<Record<string, Key>> = {
  tag: 'tag',
  태그: 'tag',
  section: 'section',
  섹션: 'section',
  by: 'by',
  기자: 'by',
  글: 'by',
  before: 'before',
  이전: 'before',
  after: 'after',
  이후: 'after',
};

/** Full-width forms of ASCII, as Korean and Japanese keyboards write them; the wide space is none of them. */
const WIDE = /[\uFF01-\uFF5E]/g;
const asNarrow = (wide: string) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0);

const OPEN = '"“”«「『';
const CLOSE = '"“”»」』';
/** A single quote opens only where a word begins and closes where one ends: elsewhere it is an apostrophe. */
const QUOTED = `[${OPEN}](?<double>[^${OPEN}${CLOSE}]*)[${CLOSE}]|(?<=^|[\\s\\-−–:])‘(?<single>[^’]*)’(?=$|\\s)`;
/** A minus belongs to what follows it only where a word begins: Covid-19 and 3-1 are words. */
const PIECE = new RegExp(
  `(?<minus>(?<=^|\\s)[\\-−–](?=\\S))?(?:(?<key>\\p{L}+):)?(?:${QUOTED}|(?<bare>[^\\s${OPEN}${CLOSE}]+))`,
  'gu',
);

/** Reads a question. Any text is one: what can't be read as an operator is looked for as it stands. */
export function readQuestion(q: string): Asked {
  const text = clean(q).replace(WIDE, asNarrow);
  const asked: Asked = { words: '', phrases: [], without: [], narrowed: [] };
  const words: string[] = [];
  for (const { groups = {} } of text.matchAll(PIECE)) {
    const { key = '', double, single, bare = '' } = groups;
    const not = groups['minus'] !== undefined;
    const phrase = (double ?? single)?.trim();
    const operator = operatorOf(key, phrase ?? bare);
    if (operator) asked.narrowed.push({ key: operator, value: phrase ?? bare, not });
    else if (phrase !== undefined) put({ ...asked, words }, { not, phrase, word: phrase });
    else put({ ...asked, words }, { not, phrase, word: key ? `${key}:${bare}` : bare });
  }
  return { ...asked, words: words.join(' ') };
}

interface Piece {
  not: boolean;
  phrase: string | undefined;
  word: string;
}

interface Found extends Omit<Asked, 'words'> {
  words: string[];
}

function put({ phrases, without, words }: Found, { not, phrase, word }: Piece): void {
  // Punctuation alone says nothing: it must not turn a question into one that nothing answers.
  if (!/[\p{L}\p{N}\p{So}]/u.test(word)) return;
  if (not) without.push(word);
  else if (phrase !== undefined) phrases.push(phrase);
  else words.push(word);
}

function operatorOf(key: string, value: string): Key | undefined {
  const operator = Object.hasOwn(keys, key.toLowerCase()) ? keys[key.toLowerCase()] : undefined;
  if (operator === 'before' || operator === 'after') return isPeriod(value) ? operator : undefined;
  return value === '' ? undefined : operator;
}
