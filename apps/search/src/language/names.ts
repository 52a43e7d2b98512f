/** A file of names, as an editor left it. */
export interface NameFile {
  readonly name: string;
  readonly text: string;
}

/** What the analysis of the index is made with. */
export interface Names {
  /** Rules of the user dictionary: one word, or a word followed by its parts. */
  readonly dictionary: readonly string[];
  /** Rules of synonyms for what is asked: all spellings of one name. */
  readonly synonyms: readonly string[];
  /** Words that mean a name only as they are written: US. */
  readonly written: readonly string[];
}

interface Spelling {
  readonly text: string;
  readonly written: boolean;
  readonly whole: boolean;
  /** Two or more if the word is to be found by its parts. */
  readonly parts: readonly string[];
}

/** The word that stands in the index for one that is written as a name is: US. No stemmer changes it. */
export function asName(written: string): string {
  return `${written.toLowerCase()}zz`;
}

/** Reads files of names; see the head of `apps/search/names/places.txt` for their form. Faults name their place. */
export function readNames(files: readonly NameFile[]): Names & { readonly faults: readonly string[] } {
  const lines = files.flatMap(({ name, text }) =>
    text
      .normalize('NFC')
      .split('\n')
      .map((line, at) => ({ place: `${name}:${at + 1}`, line: line.trim() })),
  );
  const groups = lines
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ place, line }) => ({ place, spellings: line.split(',').map((each) => spelling(each.trim())) }));
  const all = groups.flatMap(({ spellings }) => spellings);
  const written = all.filter((each) => each.written).map(({ text }) => text);
  return {
    faults: faultsOf(groups),
    dictionary: all
      .filter(({ whole, parts }) => whole || parts.length > 1)
      .map(({ text, parts }) => (parts.length > 1 ? `${text} ${parts.join(' ')}` : text)),
    synonyms: [
      ...groups
        .filter(({ spellings }) => spellings.length > 1)
        .map(({ spellings }) => spellings.map((each) => asked(each)).join(', ')),
      // Who types without capitals means either.
      ...written.map((each) => `${each.toLowerCase()} => ${each.toLowerCase()}, ${asName(each)}`),
    ],
    written,
  };
}

function spelling(text: string): Spelling {
  const bare = text.replace(/^\^|!$/g, '');
  return {
    text: bare.replaceAll('+', ''),
    written: text.startsWith('^'),
    whole: text.endsWith('!'),
    parts: bare.split('+'),
  };
}

/** In the form in which the words of a question reach the rules. */
function asked({ text, written }: Spelling): string {
  return written ? asName(text) : text.toLowerCase();
}

function faultsOf(groups: readonly { place: string; spellings: readonly Spelling[] }[]): string[] {
  const seen = new Map<string, string>();
  return groups.flatMap(({ place, spellings }) =>
    spellings.flatMap((each) => {
      const key = asked(each);
      const known = seen.get(key);
      seen.set(key, known ?? place);
      const fault = known === undefined ? faultOf(each, spellings.length) : `stands in ${known} too`;
      return fault === undefined ? [] : [`${place}: ${each.text || 'an empty spelling'} ${fault}`];
    }),
  );
}

function faultOf({ text, written, whole, parts }: Spelling, together: number): string | undefined {
  const cut = whole || parts.length > 1;
  if (text === '') return 'stands between two commas';
  if (!/^[\p{L}\p{N}\p{M} .&'’()-]+$/u.test(text)) return 'holds a character that no rule can hold';
  if (written && !/^[A-Za-z]+$/.test(text)) return 'is marked by ^ and is not one Latin word';
  if (cut && !/^[\p{Script=Hangul}\p{N}]{2,}$/u.test(text))
    return 'is marked by ! or + and is not two syllables or more of Hangul';
  if (parts.some((part) => part === '')) return 'has an empty part';
  return together === 1 && !cut ? 'stands alone and is no word of the dictionary' : undefined;
}
