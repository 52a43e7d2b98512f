import { Language } from '#libs/contracts';
import type { Element } from './element.ts';
import { LinePlace, type Place, type TextBlock } from './place.ts';
import type { Marks } from './run.ts';

/** What gathers blocks or lines of its own; each may stand in another only as far as the model has it. */
type Construct = 'list' | 'table' | 'facts' | 'figure' | 'quote' | 'ruby';

/** What is known of where an element stands. */
export interface Inside {
  readonly place: Place;
  readonly marks: Marks;
  /** What the running text becomes. */
  readonly kind: TextBlock;
  /** From the outside in; a few at most, whatever the HTML, so that no block is handed on often. */
  readonly open: readonly Construct[];
  /** Whether line breaks of the source are to be seen. */
  readonly lines: boolean;
}

export type Reader = (element: Element, inside: Inside, walk: Walk) => void;

/** How many cells of merged ones are kept free in a whole body: attributes of a few bytes ask for billions. */
const MOST_FREE_CELLS = 10_000;

/** Nobody reads more, and whoever invents names of elements would get as many warnings. */
const MOST_NAMES = 50;

/** The way through the elements of one body. */
export class Walk {
  /** What was left out, and how often. */
  readonly left = new Map<string, number>();
  freeCells = MOST_FREE_CELLS;

  constructor(
    private readonly language: string,
    private readonly readers: ReadonlyMap<string, Reader>,
  ) {}

  note(what: string): void {
    const name =
      this.left.has(what) || this.left.size < MOST_NAMES ? what.slice(0, 80) : 'what has other names';
    this.left.set(name, (this.left.get(name) ?? 0) + 1);
  }

  children({ children }: Element, inside: Inside): void {
    for (const child of children) this.node(child, inside);
  }

  node(node: Element | string, inside: Inside): void {
    if (typeof node === 'string') inside.place.run.add(node, inside.marks, inside.lines);
    else this.element(node, inside);
  }

  /** The words inside, apart from those on both sides. */
  container(element: Element, inside: Inside): void {
    inside.place.end(inside.kind);
    this.children(element, inside);
    inside.place.end(inside.kind);
  }

  /** The words inside as one line of plain text. */
  words(element: Element, inside: Inside): string {
    const place = new LinePlace(inside.place);
    this.into(place, element, inside);
    return place.words;
  }

  /** What is inside, in a place of its own. */
  into(place: Place, element: Element, inside: Inside, open?: Construct): void {
    const { kind } = inside;
    const gathered = open === undefined ? inside.open : [...inside.open, open];
    this.children(element, { ...inside, place, open: gathered });
    place.end(kind);
  }

  private element(element: Element, given: Inside): void {
    const inside = this.spokenIn(element, given);
    const other = inside.place.divert(element);
    const read = this.readers.get(element.name);
    if (other) {
      inside.place.end(inside.kind);
      this.into(other, element, inside);
    } else if (read) read(element, inside, this);
    else {
      this.note(element.name);
      this.children(element, inside);
    }
  }

  /** The same, in the language that the element says. */
  spokenIn({ attributes }: Element, inside: Inside): Inside {
    const said = attributes['lang'] ?? attributes['xml:lang'];
    return said === undefined ? inside : { ...inside, marks: this.spoken(inside.marks, said) };
  }

  /** The language is said of words only where it is not that of the article. */
  private spoken({ lang: _, ...marks }: Marks, said: string): Marks {
    const lang = said.trim();
    if (lang === '' || sameLanguage(lang, this.language)) return marks;
    if (Language.safeParse(lang).success) return { ...marks, lang };
    this.note('a language that is no BCP 47 tag');
    return marks;
  }
}

/** True of `ko` and `ko-KR`, not of `zh-Hans` and `zh-Hant`. */
function sameLanguage(one: string, other: string): boolean {
  const [short, long] = [one, other]
    .map((tag) => `${tag.toLowerCase()}-`)
    .sort((a, b) => a.length - b.length);
  return long?.startsWith(short ?? '') ?? false;
}
