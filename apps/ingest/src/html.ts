import { Parser } from 'htmlparser2';
import { type Block, type Fault, type Media, Span } from '#libs/contracts';
import { nfc } from '#libs/text';

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
/** Containers and inline elements without a mark: their words are kept, the element is not worth a word. */
const transparent = new Set(
  'html body article section div span main header footer a ul ol li br hr img figure figcaption u s small time abbr mark q'.split(
    ' ',
  ),
);
/** Nothing inside these is text of an article. */
const dropped = new Set(
  'script style iframe object embed noscript template form input button svg math video audio head'.split(' '),
);

/**
 * Turns the HTML of an article body into typed blocks. What can't be expressed as a block does not exist in
 * the model: scripts, handlers, styles and `javascript:` links can't survive by construction. Each thing that
 * was left out is told as a warning.
 */
export function parseHtml(html: string): { blocks: Block[]; warnings: Fault[] } {
  const reader = new BodyReader();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(name, attributes),
      onclosetag: (name) => reader.close(name),
      ontext: (text) => reader.text(text),
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.write(html);
  parser.end();
  return reader.end();
}

class BodyReader {
  private readonly blocks: Block[] = [];
  private readonly left = new Map<string, number>();
  private readonly open_: Mark[] = [];
  private readonly hrefs: (string | undefined)[] = [];
  private spans: Span[] = [];
  private kind: TextBlock = 'p';
  private quotes = 0;
  private lists: { ordered: boolean; items: Span[][] }[] = [];
  private hidden = 0;
  private image: Media | undefined;
  private caption: string | undefined;

  open(name: string, attributes: Record<string, string>): void {
    if (dropped.has(name)) {
      this.hidden++;
      this.note(name);
    }
    if (this.hidden > 0) return;
    const block = textBlocks[name];
    const mark = marks[name];
    if (mark) this.open_.push(mark);
    else if (block) this.startBlock(block);
    else if (name === 'ul' || name === 'ol') this.startList(name === 'ol');
    else if (name === 'li' || name === 'div' || name === 'section') this.flush();
    else if (name === 'a') this.hrefs.push(this.link(attributes['href']));
    else if (name === 'br') this.push('\n');
    else if (name === 'hr') this.rule();
    else if (name === 'img') this.picture(attributes);
    else if (name === 'figcaption') this.caption = '';
    else if (!transparent.has(name)) this.note(name);
  }

  close(name: string): void {
    if (dropped.has(name)) this.hidden = Math.max(0, this.hidden - 1);
    else if (this.hidden > 0) return;
    else if (marks[name]) this.open_.pop();
    else if (textBlocks[name]) this.endBlock(name);
    else if (name === 'ul' || name === 'ol') this.endList();
    else if (name === 'a') this.hrefs.pop();
    else if (name === 'figcaption' || name === 'figure') this.endFigure(name);
    else if (name === 'li' || name === 'div' || name === 'section' || name === 'article') this.flush();
  }

  text(text: string): void {
    if (this.hidden > 0) return;
    if (this.caption !== undefined) this.caption += text;
    else this.push(text.replace(/\s+/g, ' '));
  }

  end(): { blocks: Block[]; warnings: Fault[] } {
    this.flush();
    while (this.lists.length > 0) this.endList();
    this.endFigure('figure');
    const warnings = [...this.left].map(([name, count]) => ({
      pointer: '/data/body',
      code: 'dropped_element',
      message: `${name} can't be shown here and was left out${count > 1 ? ` (${count} times)` : ''}`,
    }));
    return { blocks: this.blocks, warnings };
  }

  private note(name: string): void {
    this.left.set(name, (this.left.get(name) ?? 0) + 1);
  }

  private push(text: string): void {
    const href = this.hrefs.at(-1);
    const on = Object.fromEntries(this.open_.map((mark) => [mark, true]));
    this.spans.push({ text: nfc(text), ...on, ...(href ? { href } : {}) });
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
    this.lists.push({ ordered, items: [] });
  }

  private endList(): void {
    this.flush();
    const list = this.lists.pop();
    if (!list || list.items.length === 0) return;
    const outer = this.lists.at(-1);
    // A list in a list: readers get its items in order, one level deep.
    if (outer) outer.items.push(...list.items);
    else this.blocks.push({ type: 'list', ...list });
  }

  private rule(): void {
    this.flush();
    this.blocks.push({ type: 'rule' });
  }

  private picture(attributes: Record<string, string>): void {
    const href = attributes['src'] ?? '';
    this.flush();
    if (!/^https?:\/\/\S+$/i.test(href) || !URL.canParse(href)) {
      this.note('img without an http(s) address');
      return;
    }
    if (this.image) this.blocks.push({ type: 'image', media: this.image });
    const alt = attributes['alt'];
    this.image = { href, ...(alt ? { alt: nfc(alt) } : {}) };
  }

  private endFigure(name: string): void {
    if (name === 'figcaption') return;
    const caption = this.caption === undefined ? '' : nfc(this.caption).replace(/\s+/g, ' ').trim();
    if (this.image)
      this.blocks.push({ type: 'image', media: { ...this.image, ...(caption ? { caption } : {}) } });
    this.image = undefined;
    this.caption = undefined;
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
    if (this.image && this.caption === undefined && this.spans.length > 0) this.endFigure('figure');
    const spans = tidy(this.spans);
    this.spans = [];
    if (spans.length === 0) return;
    const list = this.lists.at(-1);
    if (list) list.items.push(spans);
    else this.blocks.push({ type: this.kind, spans });
  }
}

/** Joins neighbours with the same marks, trims the ends, drops what is empty. */
function tidy(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && sameMarks(last, span)) last.text += span.text;
    else joined.push({ ...span });
  }
  const [first] = joined;
  if (first) first.text = first.text.trimStart();
  const last = joined.at(-1);
  if (last) last.text = last.text.trimEnd();
  return joined
    .map((span) => ({ ...span, text: span.text.replace(/ *\n */g, '\n').replace(/ {2,}/g, ' ') }))
    .filter(({ text }) => text !== '');
}

function sameMarks({ text: _, ...a }: Span, { text: __, ...b }: Span): boolean {
  const keys = Object.keys(a) as (keyof typeof a)[];
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
