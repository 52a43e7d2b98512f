import { clean } from '#libs/text';
import { type Element, elementsOf, isElement } from '../../body/element.ts';

/** Nothing in them is text. */
const SILENT = /^(script|style|template|noscript|head)$/;
/** Their words stand apart from those on both sides. */
const APART = /^(p|div|br|h[1-6]|li|tr|td|th|blockquote|dt|dd|section|figcaption)$/;

/** The words of a piece of HTML as one line; markup that is deeper than any has none. */
export function wordsOfHtml(html: string): string {
  if (!/[<&]/.test(html)) return clean(html);
  const root = elementsOf(html);
  return root ? wordsIn(root) : '';
}

/** The words inside an element as one line. */
export function wordsIn(element: Element): string {
  const pieces: string[] = [];
  gather(element, pieces);
  return clean(pieces.join(''));
}

function gather({ children }: Element, pieces: string[]): void {
  for (const child of children) {
    if (!isElement(child)) {
      pieces.push(child);
      continue;
    }
    if (SILENT.test(child.name)) continue;
    const apart = APART.test(child.name) ? [' '] : [];
    pieces.push(...apart);
    gather(child, pieces);
    pieces.push(...apart);
  }
}

/** The HTML without a first heading that says the headline once more. */
export function withoutHeadline(html: string, headline: string | undefined): string {
  const found = /<h1\b[^>]{0,500}>(.{0,1000}?)<\/h1\s*>/is.exec(html.slice(0, 20_000));
  if (!found || headline === undefined || wordsOfHtml(found[1] ?? '') !== clean(headline)) return html;
  return html.slice(0, found.index) + html.slice(found.index + found[0].length);
}
