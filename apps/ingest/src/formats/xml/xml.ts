import { Parser } from 'htmlparser2';
import { type SaxesAttributeNS, SaxesParser } from 'saxes';
import type { ContentType, Note } from '../wire.ts';
import { decode } from './decode.ts';
import { survey, unreadable } from './survey.ts';

/** An element as it came. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** How its vocabulary is called here (`media`), or as it was written where that is not known; empty without one. */
  readonly prefix: string;
  readonly space: string;
  /** By their names as written. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (XmlElement | string)[];
  readonly parent: XmlElement | undefined;
  /** Which of those of its name it is in its parent, counted from 1. */
  readonly nth: number;
  /** How many of each name stand in it. */
  readonly counts: Map<string, number>;
}

export interface XmlDocument {
  root: XmlElement;
  /** Whether it names a document type; nothing of that is read. */
  doctype: boolean;
  notes: Note[];
}

/** Vocabularies that stand beside others, by the prefixes that everybody knows them by. */
const vocabularies: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'http://purl.org/rss/1.0/modules/content/': 'content',
    'http://search.yahoo.com/mrss/': 'media',
    'http://search.yahoo.com/mrss': 'media',
    'http://purl.org/dc/elements/1.1/': 'dc',
    'http://purl.org/dc/terms/': 'dcterms',
    'http://www.w3.org/2005/Atom': 'atom',
    'http://purl.org/atompub/tombstones/1.0': 'at',
    'http://www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf',
    'http://www.w3.org/1999/xhtml': 'xhtml',
  }),
);

/**
 * Reads XML into a tree. Entities that a document declares are never read, and nothing is fetched: of a DOCTYPE
 * only the fact is known. Time and memory are in proportion to the length of what is read before a limit is met.
 */
export function readXml(text: string): XmlDocument {
  survey(text);
  const builder = new Builder();
  const given = spelt(text.trimStart());
  builder.parse(given.text);
  if (given.bare > 0) builder.note('guessed', `${given.bare} signs & that begin nothing are meant as such`);
  if (given.controls) builder.note('dropped', 'characters that XML has not are left out');
  return builder.document();
}

/** The document that a payload is, with all that had to be guessed for it. */
export function documentOf(bytes: Buffer, { charset }: ContentType): XmlDocument {
  const { text, notes } = decode(bytes, charset);
  const document = readXml(text);
  return { ...document, notes: [...notes, ...document.notes] };
}

class Builder {
  private root: XmlElement | undefined;
  private open: XmlElement | undefined;
  private doctype = false;
  private readonly told = new Set<string>();
  private readonly notes: Note[] = [];

  parse(text: string): void {
    const parser = new SaxesParser({
      xmlns: true,
      resolvePrefix: (prefix: string) => {
        if (prefix === '') return undefined;
        this.note('off_schema', `the prefix ${prefix.slice(0, 40)} is not bound to a namespace`);
        return `unbound:${prefix}`;
      },
    });
    parser.ENTITIES = this.entities();
    parser.on('error', ({ message }) => {
      throw unreadable(`is no XML: ${message.slice(0, 200)}`);
    });
    parser.on('doctype', () => {
      this.doctype = true;
    });
    parser.on('opentag', (tag) => this.begin(tag));
    parser.on('closetag', () => {
      this.open = this.open?.parent;
    });
    parser.on('text', (words) => this.text(words));
    parser.on('cdata', (words) => this.text(words));
    parser.write(text).close();
  }

  document(): XmlDocument {
    if (!this.root) throw unreadable('holds no element');
    return { root: this.root, doctype: this.doctype, notes: this.notes };
  }

  /** Says it once. */
  note(code: Note['code'], message: string): void {
    if (this.told.has(message) || this.told.size >= MOST_NOTES) return;
    this.told.add(message);
    this.notes.push({ pointer: '', code, message });
  }

  private begin(tag: {
    local: string;
    prefix: string;
    uri: string;
    attributes: Record<string, SaxesAttributeNS>;
  }): void {
    const { local: name, uri: space } = tag;
    const apart = tag.prefix !== '' || space !== this.root?.space;
    const prefix = (apart && this.root && vocabularies.get(space)) || tag.prefix;
    const whole = prefix === '' ? name : `${prefix}:${name}`;
    const nth = (this.open?.counts.get(whole) ?? 0) + 1;
    this.open?.counts.set(whole, nth);
    const element: XmlElement = {
      name,
      prefix,
      space,
      attributes: new Map(Object.values(tag.attributes).map((each) => [each.name, each.value])),
      children: [],
      parent: this.open,
      nth,
      counts: new Map(),
    };
    this.open?.children.push(element);
    this.root ??= element;
    this.open = element;
  }

  private text(words: string): void {
    const children = this.open?.children;
    const last = children?.at(-1);
    if (children && typeof last === 'string') children[children.length - 1] = last + words;
    else children?.push(words);
  }

  /** Those of XML; those of HTML with a note, since no document that uses them declares them; no others. */
  private entities(): Record<string, string> {
    return new Proxy(xml, {
      get: (known, name) => {
        if (typeof name !== 'string' || name in known) return known[String(name)];
        const letter = letterOf(name);
        const what = `&${name.slice(0, 40)};`;
        if (letter === undefined)
          this.note('dropped', `the entity ${what} is not known and stands as nothing`);
        else this.note('guessed', `the entity ${what} is read as HTML has it`);
        return letter ?? '';
      },
    });
  }
}

/** Whoever invents names gets no more of them back. */
const MOST_NOTES = 50;

const xml: Record<string, string> = Object.assign(Object.create(null), {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
});

/** What HTML has under that name. */
function letterOf(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9]{1,31}$/.test(name)) return undefined;
  let letter = '';
  const parser = new Parser({
    ontext: (text) => {
      letter += text;
    },
  });
  parser.end(`&${name};`);
  return letter.includes('&') ? undefined : letter;
}

const REFERENCE = /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z_][\w.-]{0,60});/iy;
/** What XML 1.0 has no place for, not even as a reference. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
const CONTROLS = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g;

/** Whether a reference means a letter that XML has: `&#0;` and `&#xFFFF;` do not. Names are looked up later. */
function isLetter(reference: string): boolean {
  const [, base, digits = ''] = /^&#(x?)([0-9a-f]+);$/i.exec(reference) ?? [];
  if (base === undefined) return true;
  const code = Number.parseInt(digits, base === '' ? 10 : 16);
  const letter = code <= 0x10ffff ? String.fromCodePoint(code) : '\0';
  return letter.isWellFormed() && letter.search(CONTROLS) < 0;
}

interface Spelt {
  text: string;
  /** How many signs stood for themselves. */
  bare: number;
  /** Whether characters were left out. */
  controls: boolean;
}

/**
 * The text with what many wires forget put right: `AT&T` outside of CDATA and comments, characters that XML has
 * not.
 */
function spelt(given: string): Spelt {
  const text = given.toWellFormed().replace(CONTROLS, '');
  const pieces: string[] = [];
  let [from, bare, controls] = [0, 0, text.length !== given.length];
  const mark = /&|<!\[CDATA\[|<!--/g;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    const { 0: sign, index } = found;
    if (sign !== '&') {
      const end = text.indexOf(sign === '<!--' ? '-->' : ']]>', mark.lastIndex);
      if (end < 0) break;
      mark.lastIndex = end;
      continue;
    }
    REFERENCE.lastIndex = index;
    const reference = REFERENCE.exec(text)?.[0];
    if (reference !== undefined && isLetter(reference)) continue;
    pieces.push(text.slice(from, index), reference === undefined ? '&amp;' : '');
    from = index + (reference ?? sign).length;
    if (reference === undefined) bare++;
    else controls = true;
  }
  return { text: pieces.join('') + text.slice(from), bare, controls };
}
