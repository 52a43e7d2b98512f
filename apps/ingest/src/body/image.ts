import { Media } from '#libs/contracts';
import { printable } from '#libs/text';
import { childrenOf, type Element, isElement } from './element.ts';
import type { Inside, Walk } from './walk.ts';

/** A picture becomes a block of its own; without an address that others can fetch it is left out. */
export function readImage(element: Element, inside: Inside, walk: Walk): void {
  show(element, [], inside, walk);
}

/** The best of all sources is that of the whole picture: narrower ones are made from it. */
export function readPicture(element: Element, inside: Inside, walk: Walk): void {
  const sources = childrenOf(element, 'source');
  for (const child of element.children) {
    if (isElement(child, 'img')) show(child, sources, inside, walk);
    else if (!isElement(child, 'source')) walk.node(child, inside);
  }
}

function show(image: Element, sources: readonly Element[], { place, kind }: Inside, walk: Walk): void {
  place.end(kind);
  const { attributes } = image;
  if (isDot(attributes['width']) && isDot(attributes['height'])) {
    walk.note('a picture of one pixel');
    return;
  }
  const href = best([image, ...sources]);
  if (href === undefined) {
    walk.note('img without an http(s) address');
    return;
  }
  const alt = attributes['alt'];
  place.block({ type: 'image', media: { href, ...(alt === undefined ? {} : { alt: printable(alt) }) } });
}

/** Such pictures count readers. */
function isDot(edge: string | undefined): boolean {
  return edge !== undefined && /^[01](?:px)?$/.test(edge.trim());
}

/** The address with the most pixels of those that can be fetched; of equals the first. */
function best(elements: readonly Element[]): string | undefined {
  const candidates = elements
    .flatMap(({ attributes }) => [
      // Before the reader scrolls to it, a lazy picture has its address beside a stand-in.
      ...['src', 'data-src', 'data-original'].map((name) => ({ href: attributes[name], size: 0 })),
      ...['srcset', 'data-srcset'].flatMap((name) => candidatesOf(attributes[name] ?? '')),
    ])
    .toSorted((a, b) => b.size - a.size);
  for (const { href } of candidates) {
    const fit = href === undefined ? undefined : webAddress(href);
    if (fit !== undefined) return fit;
  }
  return undefined;
}

interface Candidate {
  href: string | undefined;
  /** Pixels of its width, or how many of its pixels are one of the page. */
  size: number;
}

/** No picture comes in more sizes. */
const MOST_CANDIDATES = 100;

function candidatesOf(srcset: string): Candidate[] {
  const found: Candidate[] = [];
  for (const token of srcset.trim().split(/\s+/, 2 * MOST_CANDIDATES)) {
    const [, size, next] = /^(\d{1,6}(?:\.\d{1,6})?)[wx](?:,(.*))?$/.exec(token) ?? [];
    const last = found.at(-1);
    if (size !== undefined && last) last.size = Number(size);
    const href = size === undefined ? token : next;
    if (href) found.push({ href: href.replace(/^,|,$/g, ''), size: 0 });
  }
  return found;
}

/** An http(s) address that means the same everywhere; one that leaves the scheme to the page means https. */
export function webAddress(given: string): string | undefined {
  const trimmed = given.trim();
  if (trimmed === '' || /\p{Cc}/u.test(trimmed)) return undefined;
  const href = /^\/\/[^/\\]/.test(trimmed) ? `https:${trimmed}` : trimmed;
  return href.length <= MOST_ADDRESS ? Media.shape.href.safeParse(href).data : undefined;
}

/** As long as the address of a link may be. */
const MOST_ADDRESS = 2_048;
