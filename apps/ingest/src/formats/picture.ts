import { type Media, mediaLimits } from '#libs/contracts';
import { excerpt } from '#libs/text';
import { webAddress } from '../body/image.ts';
import type { Draft, Spot } from './draft.ts';

/** One of the sizes a picture is sent in. */
export interface Rendition {
  at: Spot;
  href: string | undefined;
  type?: string | undefined;
  width?: string | undefined;
  height?: string | undefined;
  bytes?: string | undefined;
  /** `highRes`, `web`, `thumbnail`. */
  role?: string | undefined;
}

/** What is said of a picture; `or` is what stands in where that is nothing. */
export interface Words {
  alt?: string | undefined;
  caption?: string | undefined;
  credit?: string | undefined;
  usageTerms?: string | undefined;
  or?: { alt?: string | undefined; credit?: string | undefined };
}

/** As wide as the widest picture of a page; what is wider was made for print. */
const ENOUGH = 1_600;
/** Of a rendition that does not say how wide it is. */
const LIKELY = { thumbnail: 100, other: 1_200 };
const MOST_EDGE = 20_000;

/** The rendition that is best for the web: the narrowest that is wide enough, else the widest. */
export function chosen(renditions: readonly Rendition[]): Rendition | undefined {
  const fit = renditions.filter(isFit).toSorted((a, b) => widthOf(a) - widthOf(b));
  return fit.find((each) => widthOf(each) >= ENOUGH) ?? fit.at(-1);
}

/** Fetched from the web, of a kind that browsers show, and of a size that is kept here. */
function isFit({ href, type, width, height, bytes }: Rendition): boolean {
  if (href === undefined || webAddress(href) === undefined) return false;
  if (Number(bytes ?? 0) > mediaLimits.keptBytes) return false;
  if (Number(width ?? 0) * Number(height ?? 0) > mediaLimits.pixels) return false;
  return isPicture(type, href);
}

export function isPicture(type: string | undefined, href: string | undefined): boolean {
  if (type !== undefined) return /^(image\/)?(jpe?g|pjpeg|png|gif|webp|avif)$/i.test(type.trim());
  return !/\.(mp[34]|m4[av]|mov|mpe?g|webm|wav|pdf|tiff?|eps|psd|zip|html?)(\?|$)/i.test(href ?? '');
}

function widthOf({ width, role }: Rendition): number {
  const pixels = edgeOf(width);
  return pixels ?? (/thumb|icon|preview/i.test(role ?? '') ? LIKELY.thumbnail : LIKELY.other);
}

function edgeOf(text: string | undefined): number | undefined {
  const edge = Number(text ?? Number.NaN);
  return Number.isInteger(edge) && edge >= 1 && edge <= MOST_EDGE ? edge : undefined;
}

/** The picture as the contract has it; says what was dropped and guessed. Nothing if none can be shown. */
export function pictureOf(renditions: readonly Rendition[], said: Words, draft: Draft): Media | undefined {
  const best = chosen(renditions);
  const [first] = renditions;
  const href = best?.href === undefined ? undefined : webAddress(best.href);
  if (!best || href === undefined) {
    if (first) draft.note('dropped', 'a picture without an http(s) address that browsers can show', first.at);
    return undefined;
  }
  const { or = {} } = said;
  if (!said.alt && or.alt)
    draft.note('guessed', 'what the picture shows is told by what else is said of it', best.at);
  if (!said.credit && or.credit) draft.note('guessed', 'the credit of the picture is its provider', best.at);
  const [width, height] = [edgeOf(best.width), edgeOf(best.height)];
  return {
    href,
    ...fitting('alt', said.alt || or.alt, 1_000),
    ...fitting('caption', said.caption, 2_000),
    ...fitting('credit', said.credit || or.credit, 300),
    ...fitting('usageTerms', said.usageTerms, 1_000),
    ...(width && height ? { width, height } : {}),
  };
}

function fitting(name: keyof Media, text: string | undefined, most: number): Partial<Media> {
  const fit = excerpt(text ?? '', most);
  return fit === '' ? {} : { [name]: fit };
}
