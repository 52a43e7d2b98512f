import type { Block, Span } from '#libs/contracts';
import { type Element, isElement } from './element.ts';
import { embedOfLine } from './embed.ts';
import { BodyPlace, LinePlace, MOST_CITE, type Place, type TextBlock } from './place.ts';
import type { Inside, Walk } from './walk.ts';

/** A gallery may have figures in it; figures in those are read as if they were not there. */
const MOST_FIGURES = 2;
/** As many as a block of the contract has. */
const MOST_IMAGES = 50;
const MOST_CREDIT = 300;
const MOST_TITLE = 300;
const MOST_CAPTION = 500;

/** Where newsrooms say whose a picture is, beside `small` and `cite`. */
const CREDIT = /(?:^|[\s_-])(?:credit|byline|photographer|source|copyright)s?(?:$|[\s_-])/i;

type Image = Extract<Block, { type: 'image' }>;

/** Pictures, tables, quotes or films with what is said of them. */
export function readFigure(element: Element, inside: Inside, walk: Walk): void {
  const { place, kind, open } = inside;
  if (open.filter((each) => each === 'figure').length === MOST_FIGURES) {
    walk.container(element, inside);
    return;
  }
  place.end(kind);
  const figure = new FigurePlace();
  walk.into(figure, element, { ...inside, kind: 'p' }, 'figure');
  for (const block of figure.whole()) place.block(block);
}

/** Some galleries are nothing but figures in a `div`. */
export function readDivision(element: Element, inside: Inside, walk: Walk): void {
  const shown = element.children.filter((node) => isElement(node) || node.trim() !== '');
  if (shown.length > 1 && shown.every((node) => isElement(node, 'figure'))) {
    readFigure(element, inside, walk);
    return;
  }
  walk.container(element, inside);
}

/** Pictures that belong together become galleries; what else there is follows them. */
export function galleries(blocks: readonly Block[], caption?: string): Block[] {
  const images = blocks.filter((block) => block.type === 'image');
  if (images.length < 2) return [...blocks];
  const media = images.map((image) => image.media);
  const made: Block[] = [];
  for (let from = 0; from < media.length; from += MOST_IMAGES) {
    made.push({ type: 'gallery', images: media.slice(from, from + MOST_IMAGES) });
  }
  const [first] = made;
  if (caption && first?.type === 'gallery') first.caption = caption;
  return [...made, ...blocks.filter((block) => block.type !== 'image')];
}

class FigurePlace extends BodyPlace {
  private readonly caption = new CaptionPlace(this);

  override divert(element: Element): Place | undefined {
    if (element.name === 'figcaption') return this.caption;
    return isCredit(element) ? this.caption.credit : undefined;
  }

  override line(spans: Span[], kind: TextBlock): void {
    const embed = kind === 'p' ? embedOfLine(spans) : undefined;
    if (embed) this.blocks.push(embed);
    else super.line(spans, kind);
  }

  /** Everything with its caption and credit; words that find no place there are paragraphs, so that none are lost. */
  whole(): Block[] {
    const { words: caption } = this.caption;
    const { words: credit } = this.caption.credit;
    const images = this.blocks.filter((block) => block.type === 'image');
    const left = credited(images, credit) ? [] : [credit];
    const many = images.length > 1;
    if (!many && !captioned(images[0] ?? this.blocks[0], caption)) left.unshift(caption);
    const texts = left.filter((text) => text !== '');
    return [...galleries(this.blocks, caption), ...texts.map((text) => paragraph(text))];
  }
}

/** The words under it; whose it is stands apart from them. */
class CaptionPlace extends LinePlace {
  readonly credit: LinePlace;
  constructor(outer: Place) {
    super(outer);
    this.credit = new LinePlace(outer);
  }

  override divert(element: Element): Place | undefined {
    return element.name === 'small' || element.name === 'cite' || isCredit(element) ? this.credit : undefined;
  }
}

function isCredit({ attributes }: Element): boolean {
  const name = attributes['class'];
  return name !== undefined && CREDIT.test(name);
}

function credited(images: readonly Image[], credit: string): boolean {
  if (credit === '') return true;
  const open = images.filter(({ media }) => media.credit === undefined);
  if (credit.length > MOST_CREDIT || open.length === 0) return false;
  for (const { media } of open) media.credit = credit;
  return true;
}

/** Whether the block could take the words. */
function captioned(block: Block | undefined, words: string): boolean {
  if (words === '') return true;
  switch (block?.type) {
    case 'image':
      return once(block.media, 'caption', words);
    case 'table':
      return words.length <= MOST_CAPTION && once(block, 'caption', words);
    case 'embed':
      return words.length <= MOST_TITLE && once(block, 'title', words);
    case 'quote':
      return words.length <= MOST_CITE && once(block, 'cite', words);
    default:
      return false;
  }
}

function once<K extends string>(of: { [key in K]?: string | undefined }, name: K, words: string): boolean {
  if (of[name] !== undefined) return false;
  of[name] = words;
  return true;
}

function paragraph(text: string): Block {
  return { type: 'p', spans: [{ text }] };
}
