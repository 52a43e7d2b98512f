import { clean } from '#libs/text';
import { type Element, isElement } from '../../body/element.ts';
import { escaped } from '../markup.ts';
import { wordsIn } from './text.ts';

/** Of the page around the text, not of the text. */
const AROUND =
  /^(nav|aside|footer|form|button|script|style|noscript|template|select|input|svg|iframe|header|time|address)$/;
/** What the gate's reader of HTML makes blocks of. */
const KEPT =
  /^(p|h[2-6]|blockquote|ul|ol|li|dl|dt|dd|figure|figcaption|picture|source|img|table|caption|thead|tbody|tfoot|tr|td|th|strong|b|em|i|a|sup|sub|code|q|cite|br|hr|ruby|rt|rp|rb|div|section|small)$/;
const EMPTY = /^(img|source|br|hr)$/;
const ATTRIBUTES = [
  'href',
  'src',
  'srcset',
  'alt',
  'width',
  'height',
  'lang',
  'colspan',
  'rowspan',
  'data-src',
  'data-srcset',
];

/** The text of an article element as HTML, without what a page has around it and without its headline. */
export function markupOf(article: Element, headline: string | undefined): string {
  const pieces: string[] = [];
  write(article, pieces, clean(headline ?? ''));
  return pieces.join('').trim();
}

function write({ children }: Element, pieces: string[], headline: string): void {
  for (const child of children) {
    if (!isElement(child)) pieces.push(escaped(child));
    else if (!AROUND.test(child.name)) element(child, pieces, headline);
  }
}

function element(of: Element, pieces: string[], headline: string): void {
  if (of.name === 'h1' && wordsIn(of) === headline) return;
  const name = of.name === 'h1' ? 'h2' : of.name;
  if (!KEPT.test(name)) {
    write(of, pieces, headline);
    return;
  }
  const told = ATTRIBUTES.flatMap((each) => {
    const value = of.attributes[each];
    return value === undefined ? [] : [` ${each}="${escaped(value)}"`];
  });
  pieces.push(`<${name}${told.join('')}>`);
  if (EMPTY.test(name)) return;
  write(of, pieces, headline);
  pieces.push(`</${name}>`);
}
