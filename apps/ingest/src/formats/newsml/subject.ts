import type { Tag } from '#libs/contracts';
import { all, said, words } from '../xml/tree.ts';
import type { XmlElement } from '../xml/xml.ts';
import type { NewsItem } from './item.ts';
import { codeIn } from './qcode.ts';

/** Kinds of concepts, as the IPTC calls them. */
const kinds: Readonly<Record<string, Tag['type']>> = {
  abstract: 'topic',
  person: 'person',
  organisation: 'organisation',
  geoArea: 'place',
  poi: 'place',
  event: 'event',
};

/** What an article is about: subjects with their kinds, keywords without. */
export function subjects(meta: XmlElement | undefined, { draft, catalog, root }: NewsItem): void {
  const asserts = assertsOf(root);
  const language = draft.data.language;
  for (const subject of draft.take(meta, 'subject')) {
    const told = identities(subject).flatMap((each) => asserts.get(each) ?? []);
    const named = [subject, ...told].map((each) => nameOf(each, language));
    const name = named.find((each) => each !== undefined);
    const meaning = catalog.meaning(subject, 'qcode');
    const kind = codeIn(catalog.meaning(subject, 'type'), 'cpnature');
    const topic = codeIn(meaning, 'mediatopic') === undefined ? undefined : meaning?.scheme && 'abstract';
    const type = kinds[kind ?? topic ?? ''];
    if (name !== undefined) draft.tag(name, type, subject);
    else draft.note('dropped', 'a subject without a name in words', subject);
  }
  for (const keyword of draft.take(meta, 'keyword')) draft.tag(words(keyword), undefined, keyword);
}

/** What the item says of concepts beside, by what each is called by. */
function assertsOf(root: XmlElement): ReadonlyMap<string, XmlElement> {
  const asserts = all(root, 'assert').toReversed();
  return new Map(asserts.flatMap((each) => identities(each).map((name) => [name, each] as const)));
}

function identities(of: XmlElement): string[] {
  return ['qcode', 'literal', 'uri'].flatMap((name) => {
    const value = said(of, name);
    return value === undefined ? [] : [`${name} ${value}`];
  });
}

export function speaks(of: XmlElement, language: string | undefined): boolean {
  const own = said(of, 'xml:lang')?.toLowerCase();
  const wanted = language?.toLowerCase();
  return own === undefined || wanted === undefined || own.split('-')[0] === wanted.split('-')[0];
}

/** The name of a thing, in the language of the item if it has one in that. */
export function nameOf(of: XmlElement | undefined, language: string | undefined): string | undefined {
  const names = all(of, 'name');
  return words(names.find((each) => speaks(each, language)) ?? names[0]);
}
