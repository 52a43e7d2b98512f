import { clean } from '#libs/text';
import { type Element, elementsOf as htmlTree } from '../../body/element.ts';
import type { Draft } from '../draft.ts';
import { figureOf, paragraphs } from '../markup.ts';
import { isPicture, pictureOf, type Rendition } from '../picture.ts';
import { all, elements, isElement, qualified, said, words } from '../xml/tree.ts';
import type { XmlElement } from '../xml/xml.ts';

/** What RSS and Atom have in common. */

/** Children by their whole names: `media:content` is no `content`. */
export function named(of: XmlElement | undefined, ...names: string[]): XmlElement[] {
  return elements(of).filter((each) => names.includes(qualified(each)));
}

/** The words of HTML that came as text, in one line. */
export function lineOfHtml(html: string | undefined): string | undefined {
  if (html === undefined) return undefined;
  const tree = /[<&]/.test(html) ? htmlTree(html) : undefined;
  return clean(tree ? wordsIn(tree) : html) || undefined;
}

function wordsIn({ name, children }: Element): string {
  if (name === 'script' || name === 'style') return '';
  const inside = children.map((each) => (typeof each === 'string' ? each : wordsIn(each))).join('');
  return /^(p|div|br|li|h[1-6]|td|tr)$/.test(name) ? ` ${inside} ` : inside;
}

/** Whether text is markup, as most feeds have it though they need not. */
export function isHtml(text: string): boolean {
  return /<\/?[a-z][^<>]*>|&(#\d+|#x[0-9a-f]+|[a-z]+\d*);/i.test(text);
}

export function htmlOf(text: string): string {
  return isHtml(text) ? text.trim() : paragraphs(text);
}

/** Pictures of Media RSS, in groups or not, and those that are enclosed. */
export function leadOf(item: XmlElement, draft: Draft): void {
  const groups = [item, ...draft.take(item, 'group').filter(({ prefix }) => prefix === 'media')];
  const contents = groups.flatMap((each) => named(each, 'media:content'));
  const thumbnails = [...groups, ...contents].flatMap((each) => named(each, 'media:thumbnail'));
  const enclosed = named(item, 'enclosure').concat(
    named(item, 'link', 'atom:link').filter((each) => said(each, 'rel') === 'enclosure'),
  );
  const pictures = contents.filter(
    (each) =>
      !/^(video|audio|document)/i.test(said(each, 'medium') ?? '') &&
      isPicture(said(each, 'type'), said(each, 'url')),
  );
  const [first] = pictures;
  // Those of one group, or of one name, are sizes of one picture; what follows outside of it is another.
  const alike = first
    ? pictures.filter((each) => each === first || (each.parent !== item && each.parent === first.parent))
    : [];
  const files = enclosed.filter((each) =>
    isPicture(said(each, 'type'), said(each, 'url') ?? said(each, 'href')),
  );
  const shown = [alike, files.slice(0, 1), thumbnails].find((each) => each.length > 0) ?? [];
  for (const each of [...named(item, 'media:content', 'media:thumbnail'), ...enclosed]) draft.use(each);
  const text = (...names: string[]) =>
    [...(first ? [first] : []), ...groups]
      .flatMap((each) => named(each, ...names))
      .map(words)
      .find((each) => each !== undefined);
  const caption = lineOfHtml(text('media:description', 'media:text') ?? '');
  const told = {
    alt: lineOfHtml(text('media:title') ?? ''),
    caption,
    credit: lineOfHtml(text('media:credit') ?? text('media:copyright') ?? ''),
    or: { alt: caption ?? draft.data.headline, credit: draft.data.by?.map(({ name }) => name).join(', ') },
  };
  draft.lead(pictureOf(shown.map(renditionOf), told, draft));
  for (const each of ['media:description', 'media:text', 'media:title', 'media:credit', 'media:copyright'])
    for (const found of named(item, each)) draft.use(found);
  const sizes = new Set(alike);
  others(
    pictures.filter((each) => !sizes.has(each)),
    draft,
  );
}

function others(pictures: readonly XmlElement[], draft: Draft): void {
  for (const each of pictures.slice(0, MOST_OTHERS)) {
    const caption = lineOfHtml(named(each, 'media:description').map(words)[0]);
    const credit = lineOfHtml(named(each, 'media:credit').map(words)[0]);
    const { lead, body = '' } = draft.data;
    const picture = pictureOf([renditionOf(each)], { caption, credit, or: { alt: caption } }, draft);
    const known =
      picture?.href === lead?.href || (typeof body === 'string' && body.includes(picture?.href ?? ''));
    if (picture && !known) draft.body(figureOf(picture));
  }
}

/** More of them are a gallery that the feed only lists. */
const MOST_OTHERS = 20;

function renditionOf(of: XmlElement): Rendition {
  return {
    at: of,
    href: said(of, 'url') ?? said(of, 'href'),
    type: said(of, 'type'),
    width: said(of, 'width'),
    height: said(of, 'height'),
    bytes: said(of, 'fileSize') ?? said(of, 'length'),
    role: of.name,
  };
}

/** The words of one that may hold markup itself. */
export function textIn(of: XmlElement | undefined): string {
  return of?.children.map((each) => (isElement(each) ? '' : each)).join('') ?? '';
}

/** Whether it holds elements of HTML instead of their text. */
export function hasMarkup(of: XmlElement): boolean {
  return all(of, 'p', 'div', 'span', 'a', 'img', 'br', 'b', 'strong', 'em', 'i').length > 0;
}
