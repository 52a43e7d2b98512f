import type { Media } from '#libs/contracts';
import { webAddress } from '../body/image.ts';
import type { Draft } from './draft.ts';
import { nitfMedia } from './nitf/media.ts';
import { isElement, rawText } from './xml/tree.ts';
import type { XmlElement } from './xml/xml.ts';

/** Elements of NITF as those of HTML that mean the same. */
const nitf: ReadonlyMap<string, string> = new Map(
  Object.entries({
    hl1: 'h2',
    hl2: 'h2',
    bq: 'blockquote',
    credit: 'cite',
    note: 'aside',
    fn: 'p',
    dateline: 'p',
    byline: 'p',
    abstract: 'div',
    block: 'div',
    datasource: 'p',
    lang: 'span',
    'nitf-table': 'div',
    'table-reference': 'p',
    postaddr: 'address',
    addressee: 'p',
    'delivery.point': 'p',
  }),
);

const list = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** What the gate's reader of HTML knows. */
const html = list(
  'p h1 h2 h3 h4 h5 h6 blockquote strong b em i cite dfn var code kbd samp tt sup sub q a ruby rb rt rtc rp br hr ul ol menu li dl dt dd aside table caption thead tbody tfoot tr td th col colgroup figure figcaption div section img picture source iframe video audio embed oembed pre article header footer main nav address details summary center span font u ins small big time abbr mark bdi bdo data wbr label',
);

/** Inline elements of NITF that name what stands in them; the words are all there is to show. */
const named = list(
  'num frac frac-num frac-sep frac-den money person org location event function object.title chron classifier virtloc alt-code pronounce name.given name.family city state region country sublocation story.date copyrite copyrite.year copyrite.holder byttl distributor care.of delivery.office postcode html body body.content tagline',
);

/** Nothing in them is text of an article. */
const silent = list(
  'script style object noscript template form input button textarea select svg math xmp plaintext noembed noframes',
);
const unseen = list('head title nitf-table-metadata media-metadata media-object nitf-col nitf-colgroup');
const empty = list('br hr img source embed col wbr');
const attributes = list(
  'href src srcset alt title width height class cite lang colspan rowspan span start type url data-src data-original data-srcset data-href data-instgrm-permalink',
);

/**
 * Writes what is inside an element, of NITF or XHTML, as HTML for the gate's own reader, which judges all of it
 * once more. Texts are escaped; what that reader does not know is told, and its words are kept.
 */
export class Markup {
  private readonly pieces: string[] = [];
  private readonly told = new Set<string>();

  constructor(
    private readonly draft: Draft,
    /** What is shown elsewhere. */
    private readonly without: ReadonlySet<XmlElement> = new Set(),
  ) {}

  /** What is inside, as HTML. */
  inside(of: XmlElement): string {
    this.children(of);
    return this.pieces.join('').trim();
  }

  private children(of: XmlElement): void {
    for (const child of of.children) {
      if (isElement(child)) this.element(child);
      else this.pieces.push(escaped(child));
    }
  }

  private element(of: XmlElement): void {
    const name = of.name.toLowerCase();
    if (this.without.has(of) || unseen.has(name)) return;
    if (name === 'media') this.media(of);
    else if (silent.has(name)) this.once(of, `${name} can't be shown and is left out`);
    else if (name === 'frac-sep' && rawText(of).trim() === '') this.pieces.push('/');
    else if (html.has(name) || nitf.has(name)) this.tagged(nitf.get(name) ?? name, of);
    else {
      if (!named.has(name)) this.once(of, `of ${name.slice(0, 40)} only the words are kept`);
      this.children(of);
    }
  }

  private tagged(tag: string, of: XmlElement): void {
    const told = [...of.attributes].flatMap(([name, value]) => {
      const known = name === 'xml:lang' || name === 'iso-lang' ? 'lang' : name.toLowerCase();
      return attributes.has(known) ? [` ${known}="${escaped(value)}"`] : [];
    });
    this.pieces.push(`<${tag}${told.join('')}>`);
    if (empty.has(tag)) return;
    this.children(of);
    this.pieces.push(`</${tag}>`);
  }

  private media(of: XmlElement): void {
    const media = nitfMedia(of, this.draft);
    if (media?.kind === 'picture') this.pieces.push(figureOf(media.picture));
    else if (media) this.pieces.push(clipOf(media.href, media.caption));
  }

  private once(of: XmlElement, message: string): void {
    if (this.told.has(message)) return;
    this.told.add(message);
    this.draft.note('dropped', message, of);
  }
}

/** A picture with what is said of it, as the gate's reader finds it again. */
export function figureOf({ href = '', alt, caption, credit }: Media): string {
  const img = `<img src="${escaped(href)}"${alt === undefined ? '' : ` alt="${escaped(alt)}"`}>`;
  const small = credit ? `<small>${escaped(credit)}</small>` : '';
  const words = caption || credit ? `<figcaption>${escaped(caption ?? '')}${small}</figcaption>` : '';
  return `<figure>${img}${words}</figure>`;
}

/** A film or a sound that is kept elsewhere. */
export function clipOf(href: string, title: string | undefined): string {
  const address = webAddress(href) ?? '';
  const told = title ? ` title="${escaped(title)}"` : '';
  return `<video src="${escaped(address)}"${told}></video>`;
}

/** Plain text as paragraphs: an empty line parts them, or each line where no line is empty. */
export function paragraphs(text: string): string {
  const lines = text.trim().split(/\r?\n/);
  const parted = lines.some((line) => line.trim() === '');
  const joined = parted ? partedBy(lines) : lines;
  return joined
    .filter((each) => each.trim() !== '')
    .map((each) => `<p>${escaped(each.trim())}</p>`)
    .join('');
}

function partedBy(lines: readonly string[]): string[] {
  const made = [''];
  for (const line of lines) {
    if (line.trim() === '') made.push('');
    else made.push(`${made.pop()} ${line.trim()}`);
  }
  return made;
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
