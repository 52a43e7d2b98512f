import { Parser } from 'htmlparser2';
import { type Block, type Fault, Media, Span } from '#libs/contracts';
import { printable } from '#libs/text';

type Mark = 'strong' | 'em' | 'code' | 'sup' | 'sub';
type TextBlock = 'p' | 'h2' | 'h3' | 'quote';

const marks: Readonly<Record<string, Mark>> = {
  strong: 'strong',
  b: 'strong',
  em: 'em',
  i: 'em',
  cite: 'em',
  code: 'code',
  sup: 'sup',
  sub: 'sub',
};
const textBlocks: Readonly<Record<string, TextBlock>> = {
  p: 'p',
  h1: 'h2',
  h2: 'h2',
  h3: 'h3',
  h4: 'h3',
  h5: 'h3',
  h6: 'h3',
  blockquote: 'quote',
};
/** These end the running text: words on both sides of them do not run together. */
const breaks = new Set(
  'li div section article header footer main aside nav address details summary table caption tr td th dl dt dd pre figure'.split(
    ' ',
  ),
);
/** Containers and inline elements without a mark: their words are kept, the element is not worth a word. */
const transparent = new Set(
  'html body article section div span main header footer aside nav address details summary a ul ol li dl dt dd br hr img figure figcaption caption thead tbody tfoot tr td th u s small time abbr mark q'.split(
    ' ',
  ),
);
/** Nothing inside these is text of an article. */
const dropped = new Set(
  'script style iframe object embed noscript template form input button textarea select svg math video audio head title'.split(
    ' ',
  ),
);

/**
 * No newsroom nests deeper. Each end tag is looked for among all open elements, so a megabyte of tags that are
 * never closed would hold the gate up: 80 s for 160 KB before there was a bound.
 */
const MOST_OPEN = 1_000;

interface Parsed {
  blocks: Block[];
  /** Why the body can't be taken. */
  errors: Fault[];
  warnings: Fault[];
}

/**
 * Turns the HTML of an article body into typed blocks. What can't be expressed as a block does not exist in
 * the model: scripts, handlers, styles and `javascript:` links can't survive by construction. Each thing that
 * was left out is told as a warning. Takes time in proportion to the length of the text, whatever it is.
 */
export function parseHtml(html: string): Parsed {
  const reader = new BodyReader();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        reader.open(name, attributes);
        if (reader.depth > MOST_OPEN) parser.pause();
      },
      onclosetag: (name) => reader.close(name),
      ontext: (text) => reader.text(text),
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.write(html);
  parser.end();
  if (reader.depth <= MOST_OPEN) return { ...reader.end(), errors: [] };
  const message = `is nested deeper than ${MOST_OPEN} elements`;
  return { blocks: [], warnings: [], errors: [{ pointer: '/data/body', code: 'too_deep', message }] };
}

class BodyReader {
  /** Elements that are open. */
  depth = 0;
  private readonly blocks: Block[] = [];
  private readonly left = new Map<string, number>();
  private readonly on = new Map<Mark, number>();
  private readonly hrefs: (string | undefined)[] = [];
  private spans: Span[] = [];
  private kind: TextBlock = 'p';
  private quotes = 0;
  /** The list in hand; lists inside it give it their items, so that readers get them in order, one level deep. */
  private list: { ordered: boolean; items: Span[][] } | undefined;
  private lists = 0;
  private hidden = 0;
  private figures = 0;
  private captions = 0;
  private image: Media | undefined;
  private caption = '';

  open(name: string, attributes: Record<string, string>): void {
    this.depth++;
    if (dropped.has(name)) {
      this.hidden++;
      this.note(name);
    }
    if (this.hidden > 0) return;
    if (name === 'figcaption') this.captions++;
    if (this.captions > 0) this.openInCaption(name, attributes);
    else this.openShown(name, attributes);
  }

  close(name: string): void {
    this.depth--;
    if (dropped.has(name)) this.hidden = Math.max(0, this.hidden - 1);
    else if (this.hidden > 0) return;
    else if (name === 'figcaption') this.captions--;
    else if (this.captions > 0) return;
    else this.closeShown(name);
  }

  text(text: string): void {
    if (this.hidden > 0) return;
    const words = UNEVEN.test(text) ? text.replace(/[\s\u0085]+/g, ' ') : text;
    if (this.captions > 0) this.caption += words;
    else this.push(words);
  }

  end(): { blocks: Block[]; warnings: Fault[] } {
    this.flush();
    while (this.lists > 0) this.endList();
    this.endFigure();
    const warnings = [...this.left].map(([name, count]) => ({
      pointer: '/data/body',
      code: 'dropped_element',
      message: `${name} can't be shown here and was left out${count > 1 ? ` (${count} times)` : ''}`,
    }));
    return { blocks: this.blocks, warnings };
  }

  private openShown(name: string, attributes: Record<string, string>): void {
    const block = textBlocks[name];
    const mark = marks[name];
    if (breaks.has(name)) this.flush();
    if (mark) this.on.set(mark, (this.on.get(mark) ?? 0) + 1);
    else if (block) this.startBlock(block);
    else if (name === 'ul' || name === 'ol') this.startList(name === 'ol');
    else if (name === 'a') this.hrefs.push(this.link(attributes['href']));
    else if (name === 'br') this.push('\n');
    else if (name === 'hr') this.rule();
    else if (name === 'img') this.picture(attributes);
    else if (name === 'figure') this.figures++;
    else if (!transparent.has(name)) this.note(name);
  }

  private closeShown(name: string): void {
    const mark = marks[name];
    if (breaks.has(name)) this.flush();
    if (mark) this.on.set(mark, (this.on.get(mark) ?? 1) - 1);
    else if (textBlocks[name]) this.endBlock(name);
    else if (name === 'ul' || name === 'ol') this.endList();
    else if (name === 'a') this.hrefs.pop();
    else if (name === 'figure' && --this.figures === 0) this.endFigure();
  }

  /** A caption is one line of plain text: elements in it only keep its words apart. */
  private openInCaption(name: string, attributes: Record<string, string>): void {
    if (name === 'img') this.picture(attributes);
    else if (name === 'figcaption') this.flush();
    if (!marks[name] && name !== 'a') this.caption += ' ';
  }

  private note(name: string): void {
    this.left.set(name, (this.left.get(name) ?? 0) + 1);
  }

  private push(text: string): void {
    const href = this.hrefs.at(-1);
    const span: Span = { text, ...(href ? { href } : {}) };
    for (const [mark, count] of this.on) if (count > 0) span[mark] = true;
    this.spans.push(span);
  }

  private startBlock(kind: TextBlock): void {
    this.flush();
    if (kind === 'quote') this.quotes++;
    this.kind = kind === 'p' && this.quotes > 0 ? 'quote' : kind;
  }

  private endBlock(name: string): void {
    this.flush();
    if (name === 'blockquote') this.quotes = Math.max(0, this.quotes - 1);
    this.kind = this.quotes > 0 ? 'quote' : 'p';
  }

  private startList(ordered: boolean): void {
    this.flush();
    this.lists++;
    this.list ??= { ordered, items: [] };
  }

  private endList(): void {
    this.flush();
    this.lists--;
    if (this.lists > 0) return;
    if (this.list && this.list.items.length > 0) this.blocks.push({ type: 'list', ...this.list });
    this.list = undefined;
  }

  private rule(): void {
    this.flush();
    this.endFigure();
    this.blocks.push({ type: 'rule' });
  }

  private picture(attributes: Record<string, string>): void {
    const href = Media.shape.href.safeParse((attributes['src'] ?? '').trim());
    this.flush();
    if (!href.success || !href.data) {
      this.note('img without an http(s) address');
      return;
    }
    if (this.image) this.blocks.push({ type: 'image', media: this.image });
    const alt = attributes['alt'];
    this.image = { href: href.data, ...(alt ? { alt: printable(alt) } : {}) };
  }

  /** The picture in hand becomes a block; a caption without a picture is a paragraph, so that no words are lost. */
  private endFigure(): void {
    const caption = printable(this.caption).replace(/\s+/g, ' ').trim();
    if (this.image) {
      this.blocks.push({ type: 'image', media: { ...this.image, ...(caption ? { caption } : {}) } });
    } else if (caption) this.blocks.push({ type: 'p', spans: [{ text: caption }] });
    this.image = undefined;
    this.caption = '';
  }

  private link(href: string | undefined): string | undefined {
    if (href === undefined) return undefined;
    const fit = Span.shape.href.safeParse(href.trim());
    if (fit.success) return fit.data;
    this.note('a link that is neither http(s), mailto nor a path');
    return undefined;
  }

  /** Ends the running text: its spans become a block, or an item of the list it stands in. */
  private flush(): void {
    const spans = tidy(this.spans);
    this.spans = [];
    if (spans.length === 0) return;
    if (this.figures === 0) this.endFigure();
    if (this.list) this.list.items.push(spans);
    else this.blocks.push({ type: this.kind, spans });
  }
}

/** White space other than single spaces between words: most texts have none, and are done at a glance. */
const UNEVEN = /[^\S ]|\u0085| {2}/;

/** Joins neighbours with the same marks, trims the ends, drops what is empty. */
function tidy(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && sameMarks(last, span)) last.text += span.text;
    else joined.push({ ...span });
  }
  for (const span of joined) {
    // Not before: a letter and its accent may have come as two pieces. Spaces first: the second pattern alone
    // would look at each of a row of spaces again and again.
    span.text = printable(span.text);
    if (!UNEVEN.test(span.text)) continue;
    span.text = span.text
      .replace(/ {2,}/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .replace(/\n{3,}/g, '\n\n');
  }
  trim(joined, (text) => text.trimStart());
  trim(joined.toReversed(), (text) => text.trimEnd());
  return joined.filter(({ text }) => text !== '');
}

/** Trims until a span has words. */
function trim(spans: readonly Span[], trimmed: (text: string) => string): void {
  for (const span of spans) {
    span.text = trimmed(span.text);
    if (span.text !== '') return;
  }
}

const beside = ['strong', 'em', 'code', 'sup', 'sub', 'href'] as const;

function sameMarks(a: Span, b: Span): boolean {
  return beside.every((mark) => a[mark] === b[mark]);
}
