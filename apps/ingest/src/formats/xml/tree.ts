import { clean } from '#libs/text';
import type { XmlElement } from './xml.ts';

/** Ways through a tree of XML. Names are without prefix, or with the one that their vocabulary has here. */

export function isElement(node: XmlElement | string): node is XmlElement {
  return typeof node !== 'string';
}

/** `content:encoded`, `headline`. */
export function qualified({ prefix, name }: XmlElement): string {
  return prefix === '' ? name : `${prefix}:${name}`;
}

export function elements(of: XmlElement | undefined): XmlElement[] {
  return of?.children.filter(isElement) ?? [];
}

/** The children of these names, in their order; by names without prefix, whatever theirs is. */
export function all(of: XmlElement | undefined, ...names: string[]): XmlElement[] {
  return elements(of).filter(({ name }) => names.includes(name));
}

export function one(of: XmlElement | undefined, name: string): XmlElement | undefined {
  return all(of, name)[0];
}

/** The first at the end of a path of children. */
export function at(of: XmlElement | undefined, path: string): XmlElement | undefined {
  return path.split('/').reduce<XmlElement | undefined>((each, name) => one(each, name), of);
}

/** All inside that have this name, in document order. */
export function within(of: XmlElement | undefined, name: string): XmlElement[] {
  return elements(of).flatMap((each) => [...(each.name === name ? [each] : []), ...within(each, name)]);
}

/** Whether the words of an element stand apart from those on both sides. */
const APART = /^(p|div|br|h[1-6]|hl[12]|li|tr|td|th|blockquote|line|dt|dd)$/;

/** All words inside, with lines and spaces as they come. */
export function rawText(of: XmlElement | undefined): string {
  const pieces: string[] = [];
  if (of) gather(of, pieces);
  return pieces.join('');
}

function gather(of: XmlElement, pieces: string[]): void {
  const apart = APART.test(of.name);
  if (apart) pieces.push(' ');
  for (const child of of.children) {
    if (isElement(child)) gather(child, pieces);
    else pieces.push(child);
  }
  if (apart) pieces.push(' ');
}

/** The words inside as one line; nothing if there are none. */
export function words(of: XmlElement | undefined): string | undefined {
  return clean(rawText(of)) || undefined;
}

/** What an attribute says; nothing if that is blank. */
export function said(of: XmlElement | undefined, name: string): string | undefined {
  return of?.attributes.get(name)?.trim() || undefined;
}

/** The language of an element: its own, or of what it stands in. */
export function languageOf(of: XmlElement | undefined): string | undefined {
  for (let each = of; each; each = each.parent) {
    const tag = said(each, 'xml:lang') ?? said(each, 'lang');
    if (tag !== undefined) return tag;
  }
  return undefined;
}

/** Where an element stands: `/newsMessage/itemSet/newsItem[2]`; of what is no XML the pointer is known already. */
export function pointerTo(of: XmlElement | string): string {
  if (typeof of === 'string') return of;
  const path: string[] = [];
  for (let each: XmlElement | undefined = of; each; each = each.parent) path.unshift(stepTo(each));
  return `/${path.join('/')}`;
}

function stepTo(of: XmlElement): string {
  const name = qualified(of);
  return (of.parent?.counts.get(name) ?? 1) > 1 ? `${name}[${of.nth}]` : name;
}
