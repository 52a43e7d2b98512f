import type { Draft } from './draft.ts';
import { figureOf } from './markup.ts';
import type { NewsItem } from './newsitem.ts';
import { codeIn } from './qcode.ts';
import { one, said, within } from './tree.ts';
import { uriOf } from './uri.ts';
import type { XmlElement } from './xml.ts';

/** Which items of one message belong together. */

/** The texts, with the pictures that belong to them; pictures that belong to none are articles. */
export function pairs(items: readonly NewsItem[], packages: readonly XmlElement[]): NewsItem[] {
  const texts = items.filter(({ kind }) => kind === 'text');
  const taken = new Set<NewsItem>();
  for (const text of texts) links(text, items, taken);
  for (const each of packages) {
    const inside = referred(each, items);
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
function links(text: NewsItem, items: readonly NewsItem[], taken: Set<NewsItem>): void {
  const { draft, root, catalog } = text;
  for (const link of draft.take(one(root, 'itemMeta'), 'link')) {
    const ref = said(link, 'residref');
    const other = items.find(({ guid }) => guid !== undefined && guid === ref);
    const rel = codeIn(catalog.meaning(link, 'rel'), 'itemrelation') ?? '';
    if (other?.kind === 'picture') illustrate(text, [other], taken);
    else if (ref === undefined) draft.note('dropped', 'a link to what is no item', link);
    else if (/^translat/i.test(rel)) translation(draft, ref);
    else if (isPictured(link, text)) draft.note('dropped', 'a picture that is not in this message', link);
    else if (!/previous|version/i.test(rel)) draft.related(ref);
  }
}

function isPictured(link: XmlElement, { catalog }: NewsItem): boolean {
  const nature = codeIn(catalog.meaning(one(link, 'itemClass'), 'qcode'), 'ninature');
  return nature !== undefined && nature !== 'text' && nature !== 'composite';
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
    if (each.kind !== 'picture' || !lead || taken.has(each) || text.draft.type === 'article.withdrawn')
      continue;
    taken.add(each);
    if (!data.lead) data.lead = lead;
    else if (data.lead.href !== lead.href) text.draft.body(figureOf(lead));
  }
}

/** The items that a package refers to, in its order. */
function referred(of: XmlElement, items: readonly NewsItem[]): NewsItem[] {
  const refs = within(of, 'itemRef').map((each) => said(each, 'residref'));
  const byGuid = new Map(items.map((each) => [each.guid, each]));
  return [...new Set(refs)].flatMap((ref) => byGuid.get(ref) ?? []);
}

/** The same in the order of a package, each naming the others that are in it, here or elsewhere. */
export function ordered(items: readonly NewsItem[], of: XmlElement): NewsItem[] {
  const inside = referred(of, items);
  const texts = within(of, 'itemRef').filter((each) => {
    const item = items.find(({ guid }) => guid === said(each, 'residref'));
    return item ? item.kind === 'text' : said(one(each, 'itemClass'), 'qcode')?.endsWith(':text');
  });
  for (const { draft, guid } of inside)
    for (const each of texts) if (said(each, 'residref') !== guid) draft.related(said(each, 'residref'));
  return [...inside, ...items.filter((each) => !inside.includes(each))];
}
