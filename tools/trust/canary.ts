// Words that stand nowhere else, one for each field of an article: wherever one is read, it was let out.
import type { ArticleInput } from '#libs/contracts';

/** No vowels: no stemmer takes two of them for one word. */
const letters = { en: 'bcdfghjkmpqrtvwx', ko: '뷁쀍뛟쩗뙙켧뺗휏뮵쫷뗅쒬퓕헳궲쁧' };
/** Of two letters, which no other word begins with. */
const beginnings = { en: 'Zq', ko: '쀓뿱' };
export type Edition = keyof typeof letters;

/** Those that readers are shown; the last ones only the newsroom knows. */
const fields = [
  ...[
    'headline',
    'standfirst',
    'kicker',
    'slug',
    'tag',
    'author',
    'role',
    'located',
    'body',
    'quote',
    'cite',
  ],
  ...['alt', 'caption', 'credit', 'imageAlt', 'imageCaption', 'imageCredit', 'changeNote', 'holder'],
  ...['copyright', 'usage', 'slugline', 'notice', 'reason'],
] as const;
export type Field = (typeof fields)[number];
export type Words = Readonly<Record<Field, string>>;

/** Fields that fit into each other are written apart by as many letters as there are. */
const APART = 0x9e371;
const WORDS = 2 ** 20;

/** The words of the nth article; all words of an edition are of one length, and none is like another. */
export function wordsOf(n: number, edition: Edition): Words {
  const made = fields.map((field, index) => [field, wordOf(n * fields.length + index, edition)] as const);
  return Object.fromEntries(made) as Record<Field, string>;
}

function wordOf(number: number, edition: Edition): string {
  const spread = (number * APART) % WORDS;
  const chosen = [16, 12, 8, 4, 0].map((bits) => letters[edition][(spread >> bits) & 15]);
  return beginnings[edition] + chosen.join('');
}

const sentences = {
  en: (word: string) => `The ${word} ferry waits for the tide.`,
  ko: (word: string) => `${word}호 여객선이 물때를 기다린다.`,
};

/** An article that says its words in all its fields; Korean ones in letters that are not put together (NFD). */
export function canaryArticle(
  words: Words,
  edition: Edition,
  changes: Partial<ArticleInput> & { uri: string },
): ArticleInput {
  const say = (word: string) => (edition === 'ko' ? sentences.ko(word).normalize('NFD') : sentences.en(word));
  const media = (alt: string, caption: string, credit: string) => {
    const { mediaId } = changes.lead ?? {};
    const place = mediaId === undefined ? { href: 'https://pictures.example/a.jpg' } : { mediaId };
    return { ...place, alt: say(alt), caption: say(caption), credit: say(credit) };
  };
  return {
    version: 1,
    language: edition,
    headline: say(words.headline),
    standfirst: say(words.standfirst),
    kicker: words.kicker,
    slug: words.slug.toLowerCase(),
    slugline: words.slugline,
    section: 'society',
    located: words.located,
    changeNote: say(words.changeNote),
    copyrightHolder: words.holder,
    copyrightNotice: say(words.copyright),
    usageTerms: say(words.usage),
    ...changes,
    tags: [{ name: words.tag }, ...(changes.tags ?? [])],
    by: [{ name: words.author, role: words.role }, ...(changes.by ?? [])],
    lead: media(words.alt, words.caption, words.credit),
    body: [
      { type: 'p', spans: [{ text: say(words.body) }] },
      { type: 'quote', spans: [{ text: say(words.quote) }], cite: words.cite },
      { type: 'image', media: media(words.imageAlt, words.imageCaption, words.imageCredit) },
    ],
  } as ArticleInput;
}

/** Which of these words a text says, in whatever way they are written there. */
export function saidIn(text: string, words: Iterable<string>): string[] {
  const plain = plainly(text);
  // Nearly no text has any: one look for how they all begin spares hundreds.
  const begins = new Map<string, boolean>();
  return [...words].filter((word) => {
    const small = word.toLowerCase();
    const begin = small.slice(0, BEGIN);
    const may = begins.get(begin) ?? plain.includes(begin);
    begins.set(begin, may);
    return may && plain.includes(small);
  });
}
const BEGIN = 2;

/** A text without markup and with it, every way of writing a letter undone: percent, JSON, HTML, NFD, capitals. */
export function plainly(text: string): string {
  let read = text;
  // Nothing that is written in another way is without one of these.
  for (let time = 0; time < 2 && /[%\\&]/.test(read); time++) {
    read = read
      .replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
      .replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replaceAll(/&#x([0-9a-f]{1,6});/gi, (whole, code: string) =>
        letterOf(Number.parseInt(code, 16), whole),
      )
      .replaceAll(/&#(\d{1,7});/g, (whole, code: string) => letterOf(Number(code), whole));
  }
  const bare = read.replaceAll(/<[^<>]*>/g, '');
  return `${read}\n${bare}`.normalize('NFC').toLowerCase();
}

function letterOf(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
