import type { Draft } from '../draft.ts';
import { figureOf } from '../markup.ts';
import { uriOf } from '../uri.ts';
import { one, said, within } from '../xml/tree.ts';
import type { XmlElement } from '../xml/xml.ts';
import { kindOf, type NewsItem } from './item.ts';
import { codeIn } from './qcode.ts';

/** Which items of one message belong together. */

/** The texts, with the pictures that belong to them; pictures that belong to none are articles. */
export function pairs(items: readonly NewsItem[], packages: readonly XmlElement[]): NewsItem[] {
  const texts = items.filter(({ kind }) => kind === 'text');
  const taken = new Set<NewsItem>();
  const known = byGuid(items);
  for (const text of texts) links(text, known, taken);
  for (const each of packages) {
    const inside = referred(each, known);
    const own = inside.filter(({ kind }) => kind === 'text');
    if (own.length === 1 && own[0]) illustrate(own[0], inside, taken);
  }
  const [only] = texts;
  if (only && texts.length === 1 && packages.length === 0) {
    const beside = items.filter((each) => each.kind === 'picture' && !taken.has(each));
    if (beside.length > 0)
      only.draft.note('guessed', 'the pictures of the same message belong to it', beside[0]?.root);
    illustrate(only, beside, taken);
  }
  return items.filter((each) => !taken.has(each));
}

/** What an item says of its relation to others. */
function links(text: NewsItem, known: ReadonlyMap<string, NewsItem>, taken: Set<NewsItem>): void {
  const { draft, root, catalog } = text;
  for (const link of draft.take(one(root, 'itemMeta'), 'link')) {
    const ref = said(link, 'residref');
    const other = known.get(ref ?? '');
    const rel = codeIn(catalog.meaning(link, 'rel'), 'itemrelation') ?? '';
    if (other?.kind === 'picture') illustrate(text, [other], taken);
    else if (ref === undefined) draft.note('dropped', 'a link to what is no item', link);
    else if (/^translat/i.test(rel)) translation(draft, ref);
    else if (kindOf(one(link, 'itemClass'), catalog) !== 'text')
      draft.note('dropped', 'a picture that is not in this message', link);
    else if (!/previous|version/i.test(rel)) draft.related(ref);
  }
}

function translation(draft: Draft, ref: string): void {
  const uri = uriOf(ref);
  if (uri !== undefined) draft.data.translationOf = uri;
}

/** The first picture leads; the others follow the text. One that is no more to be shown belongs to nothing. */
function illustrate(text: NewsItem, pictures: readonly NewsItem[], taken: Set<NewsItem>): void {
  const { data } = text.draft;
  for (const each of pictures) {
    const { lead } = each.draft.data;
    if (each.kind !== 'picture' || !lead || taken.has(each) || !mayShow(text, each)) continue;
    taken.add(each);
    if (!data.lead) data.lead = lead;
    else if (data.lead.href !== lead.href) text.draft.body(figureOf(lead));
  }
}

/** A picture that is withheld, or for longer than the text, is not to be seen with it. */
function mayShow({ draft: { type, data } }: NewsItem, { draft: picture }: NewsItem): boolean {
  const until = ({ embargoedUntil }: Draft['data']) => Date.parse(embargoedUntil ?? '1970-01-01T00:00:00Z');
  if (type === 'article.withdrawn' || picture.data.pubStatus === 'withheld') return false;
  return until(picture.data) <= until(data);
}

function byGuid(items: readonly NewsItem[]): ReadonlyMap<string, NewsItem> {
  return new Map(items.toReversed().map((each) => [each.guid ?? '', each] as const));
}

/** More belong to no package that an editor has made. */
const MOST_REFERRED = 1_000;

function refsOf(of: XmlElement): XmlElement[] {
  return within(of, 'itemRef').slice(0, MOST_REFERRED);
}

/** The items that a package refers to, in its order. */
function referred(of: XmlElement, known: ReadonlyMap<string, NewsItem>): NewsItem[] {
  const refs = refsOf(of).map((each) => said(each, 'residref') ?? '');
  return [...new Set(refs)].flatMap((ref) => known.get(ref) ?? []);
}

/** The same in the order of a package, each naming the others that are in it, here or elsewhere. */
export function ordered(items: readonly NewsItem[], of: XmlElement): NewsItem[] {
  const known = byGuid(items);
  const inside = new Set(referred(of, known));
  const texts = refsOf(of).filter((each) => {
    const item = known.get(said(each, 'residref') ?? '');
    return item ? item.kind === 'text' : said(one(each, 'itemClass'), 'qcode')?.endsWith(':text');
  });
  for (const { draft, guid } of inside)
    for (const each of texts) if (said(each, 'residref') !== guid) draft.related(said(each, 'residref'));
  return [...inside, ...items.filter((each) => !inside.has(each))];
}
