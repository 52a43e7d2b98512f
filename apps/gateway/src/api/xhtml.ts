import type { Block, Media, Span } from '#libs/contracts';
import { escaped } from '../discovery/xml.ts';
import { keptOf, renditionPath, widthsFor } from '../rendition.ts';

/** The blocks of an article as XHTML, from which a reader of HTML makes the same blocks again. */

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of XML with what stands in it, which is XML already; an attribute without a value is left out. */
export function tag(
  name: string,
  attributes: Attributes,
  ...content: readonly (string | undefined)[]
): string {
  const told = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('');
  const inside = content.join('');
  return inside === '' ? `<${name}${told}/>` : `<${name}${told}>${inside}</${name}>`;
}

/** `origin` is where the paper is reached: addresses in it are whole. */
export function xhtmlOf(blocks: readonly Block[], origin: string): string {
  return blocks.map((block) => blockOf(block, origin)).join('');
}

const EMPTY = /<(?!br\b|hr\b|img\b)([a-z0-9]+)((?: [a-z-]+="[^"]*")*)\/>/g;

/** The same as HTML, in which only some elements end where they begin. */
export function htmlOf(blocks: readonly Block[], origin: string): string {
  return xhtmlOf(blocks, origin).replace(EMPTY, '<$1$2></$1>');
}

function blockOf(block: Block, origin: string): string {
  switch (block.type) {
    case 'p':
    case 'h2':
    case 'h3':
      return tag(block.type, {}, run(block.spans, origin));
    case 'quote':
      return tag('blockquote', {}, tag('p', {}, run(block.spans, origin)), some('cite', block.cite));
    case 'list':
      return listOf(block.ordered ? 'ol' : 'ul', block.items, origin);
    case 'facts':
      return tag('aside', {}, some('h3', block.title), listOf('ul', block.items, origin));
    case 'table':
      return tableOf(block, origin);
    case 'image':
      return figureOf(block.media, origin);
    case 'gallery': {
      const figures = block.images.map((media) => figureOf(media, origin)).join('');
      return figures && tag('figure', {}, figures, some('figcaption', block.caption));
    }
    case 'embed':
      return tag('iframe', { src: block.href, title: block.title });
    case 'rule':
      return '<hr/>';
  }
}

function listOf(name: string, items: readonly Span[][], origin: string): string {
  return tag(name, {}, ...items.map((spans) => tag('li', {}, run(spans, origin))));
}

function tableOf({ caption, rows }: Extract<Block, { type: 'table' }>, origin: string): string {
  const lines = rows.map((row) =>
    tag('tr', {}, ...row.map(({ spans, header }) => tag(header ? 'th' : 'td', {}, run(spans, origin)))),
  );
  return tag('table', {}, some('caption', caption), tag('tbody', {}, ...lines));
}

/** The largest rendition of a picture that is kept here; nothing of another. */
function figureOf(media: Media, origin: string): string {
  const kept = keptOf(media);
  const widest = kept && widthsFor(kept.width).at(-1);
  if (!kept || !widest) return '';
  const path = renditionPath({ mediaId: kept.mediaId, width: widest.width, format: 'jpg' });
  const { caption, credit, alt } = media;
  const words = caption || credit ? tag('figcaption', {}, escaped(caption ?? ''), some('small', credit)) : '';
  return tag('figure', {}, tag('img', { src: origin + path, alt: alt ?? '' }), words);
}

function run(spans: readonly Span[], origin: string): string {
  return spans.map((span) => spanOf(span, origin)).join('');
}

function spanOf({ text, href, lang, ruby, ...marks }: Span, origin: string): string {
  let words = text.split('\n').map(escaped).join('<br/>');
  if (ruby) words = tag('ruby', {}, tag('rb', {}, words), tag('rt', {}, escaped(ruby)));
  for (const [mark, name] of names) if (marks[mark]) words = tag(name, {}, words);
  if (href) words = tag('a', { href: href.startsWith('/') ? origin + href : href }, words);
  return lang ? tag('span', { 'xml:lang': lang }, words) : words;
}

const names = [
  ['code', 'code'],
  ['sup', 'sup'],
  ['sub', 'sub'],
  ['em', 'em'],
  ['strong', 'strong'],
] as const;

function some(name: string, text: string | undefined): string {
  return text ? tag(name, {}, escaped(text)) : '';
}
