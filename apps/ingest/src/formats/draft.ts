import { ArticleInput, Language, type Media, type Tag } from '#libs/contracts';
import { excerpt } from '#libs/text';
import { momentOf } from './moment.ts';
import { uriOf } from './uri.ts';
import type { Note, WireItem } from './wire.ts';
import { all, elements, pointerTo, qualified, words } from './xml/tree.ts';
import type { XmlElement } from './xml/xml.ts';

/** Where something stands: an element of XML, or the pointer to a member of JSON. */
export type Spot = XmlElement | string;

type Data = WireItem['data'];
type Author = NonNullable<Data['by']>[number];
type Line =
  | 'headline'
  | 'standfirst'
  | 'kicker'
  | 'slugline'
  | 'located'
  | 'changeNote'
  | 'copyrightHolder'
  | 'copyrightNotice'
  | 'usageTerms';
type Time = 'contentCreated' | 'publishAt' | 'embargoedUntil' | 'expires';

/** As long as the contract has them. */
const mostOf: Readonly<Record<Line, number>> = {
  headline: 300,
  standfirst: 1_000,
  kicker: 100,
  slugline: 200,
  located: 200,
  changeNote: 1_000,
  copyrightHolder: 300,
  copyrightNotice: 1_000,
  usageTerms: 1_000,
};
const MOST_LISTED = 30;
const MOST_NAME = 100;
/** Of one item: whoever gives rise to more gets no more of them. */
const MOST_NOTES = 100;

function wordsAt(of: Spot | undefined): string | undefined {
  return typeof of === 'string' ? undefined : words(of);
}

/** An item as it takes shape: what is set fits the contract, what had to be cut or was not used is told. */
export class Draft {
  type: WireItem['type'] = 'article.published';
  readonly data: Data = {};
  readonly notes: Note[] = [];
  versionCreated: string | undefined;
  private readonly used = new Set<XmlElement>();
  private readonly told = new Set<string>();

  constructor(private readonly root: Spot) {}

  note(code: Note['code'], message: string, at: Spot = this.root): void {
    if (this.notes.length < MOST_NOTES) this.notes.push({ pointer: pointerTo(at), code, message });
  }

  /** The children of these names, which count as read. */
  take(of: XmlElement | undefined, ...names: string[]): XmlElement[] {
    const found = all(of, ...names);
    for (const each of found) this.used.add(each);
    return found;
  }

  takeOne(of: XmlElement | undefined, name: string): XmlElement | undefined {
    const [first, ...others] = this.take(of, name);
    const [second] = others;
    if (second) this.note('dropped', `only the first ${name} of ${others.length + 1} is kept`, second);
    return first;
  }

  /** Counts as read. */
  use(of: XmlElement): void {
    this.used.add(of);
  }

  /** Says of what stands in an element which of it nothing was made of. */
  leave(of: XmlElement | undefined, ...known: string[]): void {
    const left = elements(of).filter((each) => !this.used.has(each) && !known.includes(each.name));
    for (const [name, group] of Map.groupBy(left, qualified)) {
      const [first] = group;
      const often = group.length > 1 ? ` (${group.length} times)` : '';
      if (first) this.note('dropped', `${name.slice(0, 60)} has no place in an article${often}`, first);
    }
  }

  uri(id: string | undefined, at: Spot = this.root): void {
    const uri = id === undefined ? undefined : uriOf(id);
    if (uri === undefined) return;
    this.data.uri = uri;
    if (uri !== id?.trim())
      this.note('guessed', 'the id has letters that a uri has not, and stands for one', at);
  }

  line(name: Line, text: string | undefined, at?: Spot): void {
    const whole = text === undefined ? '' : text;
    const fit = excerpt(whole, mostOf[name]);
    if (fit === '') return;
    this.data[name] = fit;
    if (fit.endsWith('…') && !whole.trimEnd().endsWith('…'))
      this.note('dropped', `the end of a ${name} of over ${mostOf[name]} letters`, at);
  }

  /** As `line`, of an element. */
  lineOf(name: Line, of: XmlElement | undefined): void {
    if (of) this.line(name, words(of), of);
  }

  /** The moment that an element says, kept if there is a place for it. */
  time(name: Time | undefined, of: Spot | undefined, text = wordsAt(of)): string | undefined {
    if (!of || text === undefined) return undefined;
    const moment = momentOf(text);
    if (!moment) {
      this.note('dropped', `${JSON.stringify(text.slice(0, 60))} is no date`, of);
      return undefined;
    }
    if (moment.guessed) this.note('guessed', `the date ${moment.guessed}`, of);
    if (name) this.data[name] = moment.at;
    return moment.at;
  }

  language(tag: string | undefined, at?: Spot): void {
    const given = tag?.trim().replaceAll('_', '-');
    if (!given || this.data.language !== undefined) return;
    if (Language.safeParse(given).success) this.data.language = given;
    else this.note('dropped', `${JSON.stringify(given.slice(0, 40))} is no tag of a language`, at);
  }

  urgency(text: string | undefined, at?: Spot): void {
    if (text === undefined) return;
    const urgency = ArticleInput.shape.urgency.safeParse(Number(text)).data;
    // 0 is reserved in the older standards.
    if (urgency !== undefined) this.data.urgency = urgency;
    else this.note('dropped', `the urgency ${JSON.stringify(text.slice(0, 20))} is none of 1 to 9`, at);
  }

  tag(name: string | undefined, type: Tag['type'], at: Spot): void {
    if (name !== undefined) this.list('tags', { name, ...(type ? { type } : {}) }, at);
  }

  by(name: string | undefined, role: string | undefined, at: Spot): void {
    if (name === undefined) return;
    const short = role === undefined ? '' : excerpt(role, MOST_NAME);
    this.list('by', { name, ...(short ? { role: short } : {}) }, at);
  }

  related(id: string | undefined): void {
    const uri = id === undefined ? undefined : uriOf(id);
    const { related = [] } = this.data;
    if (uri === undefined || uri === this.data.uri || related.includes(uri)) return;
    if (related.length < MOST_LISTED) this.data.related = [...related, uri];
  }

  /** Adds to the body, which is HTML. */
  body(html: string): void {
    const { body } = this.data;
    if (html !== '') this.data.body = (typeof body === 'string' ? body : '') + html;
  }

  lead(media: Media | undefined): void {
    if (media) this.data.lead ??= media;
  }

  item(): WireItem {
    const { type, notes, versionCreated } = this;
    const data = type === 'article.withdrawn' ? withdrawal(this.data) : this.data;
    return {
      type,
      pointer: pointerTo(this.root),
      data,
      notes,
      ...(versionCreated ? { versionCreated } : {}),
    };
  }

  /** What another draft says of the same article, where this one says nothing. */
  absorb(other: Draft): void {
    Object.assign(this.data, { ...other.data, ...this.data });
    this.notes.push(...other.notes.slice(0, MOST_NOTES - this.notes.length));
    this.versionCreated ??= other.versionCreated;
  }

  private list(name: 'tags' | 'by', entry: Tag | Author, at: Spot): void {
    const list: (Tag | Author)[] = this.data[name] ?? [];
    const called = excerpt(entry.name, MOST_NAME);
    if (called === '' || list.some((each) => each.name === called)) return;
    if (list.length < MOST_LISTED)
      Object.assign(this.data, { [name]: [...list, { ...entry, name: called }] });
    else if (!this.told.has(name)) {
      this.told.add(name);
      this.note('dropped', `an article has at most ${MOST_LISTED} ${name}`, at);
    }
  }
}

/** All that is left to say of an article that goes. */
function withdrawal({ uri, version, reason }: Data): Data {
  return {
    ...(uri === undefined ? {} : { uri }),
    ...(version === undefined ? {} : { version }),
    ...(reason === undefined ? {} : { reason }),
  };
}
