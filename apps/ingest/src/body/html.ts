import { type Block, type Fault, Span } from '#libs/contracts';
import { elementsOf, isElement, MOST_OPEN } from './element.ts';
import { postOf, readEmbed } from './embed.ts';
import { galleries, readDivision, readFigure } from './figure.ts';
import { readImage, readPicture } from './image.ts';
import { BodyPlace, FactsPlace, ListPlace, type TextBlock } from './place.ts';
import { readRuby } from './ruby.ts';
import type { Marks } from './run.ts';
import { readTable } from './table.ts';
import { type Inside, type Reader, Walk } from './walk.ts';

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
 * @param language of the article, BCP 47: `lang` is kept where it says another one
 */
export function parseHtml(html: string, language: string): Parsed {
  const root = elementsOf(html);
  if (!root) {
    const message = `is nested deeper than ${MOST_OPEN} elements`;
    return { blocks: [], warnings: [], errors: [{ pointer: '/data/body', code: 'too_deep', message }] };
  }
  const place = new BodyPlace();
  const walk = new Walk(language, readers);
  walk.into(place, root, { place, marks: {}, kind: 'p', open: [], lines: false });
  const warnings = [...walk.left].map(([name, count]) => ({
    pointer: '/data/body',
    code: 'dropped_element',
    message: `${name} can't be shown here and was left out${count > 1 ? ` (${count} times)` : ''}`,
  }));
  return { blocks: place.blocks, errors: [], warnings };
}

const MOST_BLOCKS = 2_000;
const MOST_SPANS = 2_000;
const MOST_TEXT = 100_000;

/**
 * Whether these blocks, made here, are surely as the contract has them: nothing but running text, whose links,
 * languages and readings were judged one by one, of no more and no longer pieces than there may be. Of others
 * only the contract itself knows. It takes as long as reading the HTML does.
 */
export function fits(blocks: readonly Block[]): boolean {
  return blocks.length <= MOST_BLOCKS && blocks.every(isShort);
}

function isShort(block: Block): boolean {
  switch (block.type) {
    case 'p':
    case 'h2':
    case 'h3':
      return block.spans.length <= MOST_SPANS && block.spans.every(({ text }) => text.length <= MOST_TEXT);
    default:
      return false;
  }
}

const container: Reader = (element, inside, walk) => walk.container(element, inside);
const transparent: Reader = (element, inside, walk) => walk.children(element, inside);
const nothing: Reader = () => {};

/** Nothing inside these is text of an article. */
const drop: Reader = (element, inside, walk) => {
  walk.note(element.name);
  for (const child of element.children) {
    if (isElement(child) && readers.get(child.name) === drop) drop(child, inside, walk);
  }
};

function mark(marks: Marks): Reader {
  return (element, inside, walk) => {
    walk.children(element, { ...inside, marks: { ...inside.marks, ...marks } });
  };
}

/** A paragraph in a quote is part of it; a heading is none. */
function text(kind: TextBlock): Reader {
  return (element, inside, walk) => {
    inside.place.end(inside.kind);
    const own = kind === 'p' && inside.kind === 'quote' ? 'quote' : kind;
    walk.children(element, own === inside.kind ? inside : { ...inside, kind: own });
    inside.place.end(own);
  };
}

const link: Reader = (element, inside, walk) => {
  const { href: _, ...marks } = inside.marks;
  const given = element.attributes['href'];
  const href = given === undefined ? undefined : linkOf(given);
  if (given !== undefined && href === undefined)
    walk.note('a link that is neither http(s), mailto nor a path');
  walk.children(element, { ...inside, marks: href === undefined ? marks : { ...marks, href } });
};

function linkOf(given: string): string | undefined {
  const href = given.trim();
  return /\p{Cc}/u.test(href) ? undefined : Span.shape.href.safeParse(href).data;
}

const quote: Reader = (element, inside, walk) => {
  const { place, open } = inside;
  place.end(inside.kind);
  if (open.includes('quote')) {
    walk.container(element, { ...inside, kind: 'quote' });
    return;
  }
  const post = postOf(element);
  if (post) {
    place.block(post);
    return;
  }
  const said: Inside = { ...inside, kind: 'quote', open: [...open, 'quote'] };
  for (const child of element.children) {
    if (isElement(child, 'cite') || isElement(child, 'footer')) {
      place.end('quote');
      // The dash before a name is for the page to set.
      const words = walk.words(child, said).replace(/^[-‐-―]\s*/, '');
      if (words !== '') place.attribute(words);
    } else walk.node(child, said);
  }
  place.end('quote');
};

const list: Reader = (element, inside, walk) => {
  const { place, open } = inside;
  if (open.some((each) => each !== 'quote')) {
    walk.container(element, inside);
    return;
  }
  place.end(inside.kind);
  const inner = new ListPlace();
  walk.into(inner, element, { ...inside, kind: 'p' }, 'list');
  const { items, after } = inner;
  if (items.length > 0) place.block({ type: 'list', ordered: element.name === 'ol', items });
  for (const block of items.length > 0 ? after : galleries(after)) place.block(block);
};

/** A box beside the text, or terms that are explained. */
const facts: Reader = (element, inside, walk) => {
  const { place, open } = inside;
  if (open.some((each) => each !== 'quote')) {
    walk.container(element, inside);
    return;
  }
  place.end(inside.kind);
  const inner = new FactsPlace();
  walk.into(inner, element, { ...inside, kind: 'p' }, 'facts');
  const { title, items, after } = inner;
  if (items.length > 0) place.block({ type: 'facts', ...(title === undefined ? {} : { title }), items });
  else if (title !== undefined) place.line([{ text: title }], 'h3');
  for (const block of after) place.block(block);
};

const term: Reader = (element, inside, walk) => {
  const { place, marks } = inside;
  if (!(place instanceof FactsPlace)) {
    walk.container(element, inside);
    return;
  }
  place.end(inside.kind);
  place.explain(false);
  walk.container(element, { ...inside, marks: { ...marks, strong: true } });
  place.explain(true);
};

const terms: Reader = (element, inside, walk) => {
  if (!(inside.place instanceof FactsPlace)) {
    facts(element, inside, walk);
    return;
  }
  walk.container(element, inside);
  inside.place.explain(false);
};

const rule: Reader = (_element, { place, kind, open }) => {
  place.end(kind);
  if (open.every((each) => each === 'quote')) place.block({ type: 'rule' });
};

/** The marks of a quotation are printed, as browsers do. */
const quotation: Reader = (element, inside, walk) => {
  inside.place.run.add('“', inside.marks);
  walk.children(element, inside);
  inside.place.run.add('”', inside.marks);
};

const each = (names: string, reader: Reader) =>
  names.split(' ').map((name): [string, Reader] => [name, reader]);

/** What is done with each element; of all others the words are kept, and it is said that the element is not. */
const readers: ReadonlyMap<string, Reader> = new Map([
  ...each('p', text('p')),
  ...each('h1 h2', text('h2')),
  ...each('h3 h4 h5 h6', text('h3')),
  ...each('blockquote', quote),
  ...each('strong b', mark({ strong: true })),
  ...each('em i cite dfn var', mark({ em: true })),
  ...each('code kbd samp tt', mark({ code: true })),
  ...each('sup', mark({ sup: true })),
  ...each('sub', mark({ sub: true })),
  ...each('q', quotation),
  ...each('a', link),
  ...each('ruby', readRuby),
  ...each('br', (_, { place, marks }) => place.run.breakLine(marks)),
  ...each('hr', rule),
  ...each('ul ol menu', list),
  ...each('dl', terms),
  ...each('dt', term),
  ...each('aside', facts),
  ...each('table', readTable),
  ...each('figure', readFigure),
  ...each('div section', readDivision),
  ...each('img', readImage),
  ...each('picture', readPicture),
  ...each('iframe video audio embed', readEmbed('src')),
  ...each('oembed', readEmbed('url')),
  ...each('pre', (element, inside, walk) => walk.container(element, { ...inside, lines: true })),
  ...each(
    'li dd article header footer main nav address details summary center figcaption caption thead tbody tfoot tr td th hgroup search',
    container,
  ),
  ...each(
    'html body span font u ins small big time abbr mark bdi bdo data wbr label rb rt rtc rp nobr',
    transparent,
  ),
  ...each('source col colgroup track param', nothing),
  ...each(
    'script style object noscript template form input button textarea select svg math head title',
    drop,
  ),
]);
