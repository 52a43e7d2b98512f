import { all, at, elements, one, said, words } from '../formats/xml/tree.ts';
import { documentOf, type XmlElement } from '../formats/xml/xml.ts';

/** What a picture says of itself by XMP; only what readers are shown. */
export interface XmpFields {
  caption?: string | undefined;
  credit?: string | undefined;
  creators: readonly string[];
  usageTerms?: string | undefined;
}

const spaces = {
  dc: 'http://purl.org/dc/elements/1.1/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
  xmpRights: 'http://ns.adobe.com/xap/1.0/rights/',
  plus: 'http://ns.useplus.org/ldf/xmp/1.0/',
} as const;

/** A packet of a newsroom has some thousand letters; one of a megabyte holds the history of its program. */
const MOST_BYTES = 1_000_000;

/** Reads a packet by the reader of wires, with its limits; throws `Unreadable` where that does. */
export function readXmp(packet: Buffer): XmpFields {
  if (packet.length > MOST_BYTES) return { creators: [] };
  const { root } = documentOf(packet, { type: 'application/rdf+xml' });
  const rdf = root.name === 'RDF' ? root : one(root, 'RDF');
  const descriptions = all(rdf, 'Description');
  const find = (space: keyof typeof spaces, name: string) => property(descriptions, space, name);
  const suppliers = values(find('plus', 'ImageSupplier'), 'ImageSupplierName');
  const creators = [
    ...values(find('dc', 'creator')),
    ...values(find('plus', 'ImageCreator'), 'ImageCreatorName'),
  ];
  return {
    caption: inAnyLanguage(find('dc', 'description')),
    credit: values(find('photoshop', 'Credit'))[0] ?? suppliers[0],
    creators: [...new Set(creators)],
    usageTerms: inAnyLanguage(find('xmpRights', 'UsageTerms')),
  };
}

/** A property is an element of the description, or where it is simple an attribute of it. */
function property(
  descriptions: readonly XmlElement[],
  space: keyof typeof spaces,
  name: string,
): XmlElement | string | undefined {
  for (const each of descriptions) {
    const element = all(each, name).find((child) => child.space === spaces[space]);
    const simple = said(each, `${space}:${name}`);
    if (element ?? simple) return element ?? simple;
  }
  return undefined;
}

/** Its words, or those of the items of its list; of items with parts the one that is named. */
function values(of: XmlElement | string | undefined, part?: string): string[] {
  if (of === undefined || typeof of === 'string') return of === undefined ? [] : [of];
  const [list] = elements(of);
  const items = list && ['Alt', 'Seq', 'Bag'].includes(list.name) ? all(list, 'li') : [of];
  const texts = items.map((item) =>
    part === undefined ? words(item) : (words(at(item, part)) ?? words(at(item, `Description/${part}`))),
  );
  return texts.filter((text) => text !== undefined);
}

/** Of texts in several languages the one that is meant for all; else the first. */
function inAnyLanguage(of: XmlElement | string | undefined): string | undefined {
  if (of === undefined || typeof of === 'string') return of;
  const [list] = elements(of);
  const meant = all(list, 'li').find((item) => said(item, 'xml:lang') === 'x-default');
  return (meant && words(meant)) ?? values(of)[0];
}
