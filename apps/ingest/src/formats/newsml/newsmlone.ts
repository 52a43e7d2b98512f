import { bylineOf } from '../byline.ts';
import { Draft } from '../draft.ts';
import { Markup, paragraphs } from '../markup.ts';
import { inlineNitf } from '../nitf/nitf.ts';
import { isPicture, pictureOf } from '../picture.ts';
import { Unreadable, type WireItem } from '../wire.ts';
import { all, at, elements, one, pointerTo, rawText, said, within, words } from '../xml/tree.ts';
import type { XmlElement } from '../xml/xml.ts';

/** NewsML 1.x, the older one that some agencies still send under the name of the newer. */
export function oldNewsMl(root: XmlElement): WireItem[] {
  const items = all(root, 'NewsItem');
  if (items.length > 0) return items.map(itemOf);
  throw new Unreadable({ code: 'unreadable', pointer: pointerTo(root), message: 'NewsML holds no NewsItem' });
}

function itemOf(root: XmlElement): WireItem {
  const draft = new Draft(root);
  draft.note('off_schema', 'is NewsML 1, and read as far as it says the same as NewsML-G2');
  identity(at(root, 'Identification/NewsIdentifier'), draft);
  management(one(root, 'NewsManagement'), draft);
  if (draft.type === 'article.withdrawn') return draft.item();
  const [main] = componentsOf(root);
  lines(root, main, draft);
  body(main ?? root, draft);
  picture(main ?? root, draft);
  return draft.item();
}

function identity(of: XmlElement | undefined, draft: Draft): void {
  const parts = ['ProviderId', 'DateId', 'NewsItemId'].map((name) => words(one(of, name)));
  // The public identifier names one version.
  draft.uri(parts.includes(undefined) ? words(one(of, 'PublicIdentifier')) : `urn:newsml:${parts.join(':')}`);
  const version = Number(words(one(of, 'RevisionId')) ?? Number.NaN);
  if (Number.isSafeInteger(version) && version >= 1) draft.data.version = version;
}

function management(of: XmlElement | undefined, draft: Draft): void {
  draft.time('contentCreated', one(of, 'FirstCreated'));
  draft.versionCreated = draft.time(undefined, one(of, 'ThisRevisionCreated'));
  const urgency = one(of, 'Urgency');
  draft.urgency(said(urgency, 'FormalName'), urgency);
  const status = said(one(of, 'Status'), 'FormalName')?.toLowerCase() ?? 'usable';
  if (/^cancell?ed$/.test(status)) {
    draft.type = 'article.withdrawn';
    draft.data.reason = 'canceled by its sender';
  } else if (status !== 'usable') draft.data.pubStatus = 'withheld';
}

/** Components that have both a headline and a text, the innermost: one for each language. */
function componentsOf(of: XmlElement): XmlElement[] {
  return within(of, 'NewsComponent')
    .filter((each) => within(each, 'HeadLine').length > 0 && within(each, 'DataContent').length > 0)
    .filter((each) => within(each, 'HeadLine').length === 1 || one(one(each, 'NewsLines'), 'HeadLine'));
}

function lines(root: XmlElement, main: XmlElement | undefined, draft: Draft): void {
  const line = (name: string) => within(main, name)[0] ?? within(root, name)[0];
  draft.language(said(line('Language'), 'FormalName'), line('Language'));
  draft.lineOf('headline', line('HeadLine'));
  draft.lineOf('standfirst', line('SubHeadLine'));
  draft.lineOf('located', line('DateLine'));
  draft.lineOf('slugline', line('SlugLine'));
  draft.lineOf('copyrightNotice', line('CopyrightLine'));
  const byline = line('ByLine');
  if (byline) for (const { name, role } of bylineOf(words(byline) ?? '')) draft.by(name, role, byline);
  for (const each of within(root, 'KeywordLine')) draft.tag(words(each), undefined, each);
}

/** The longest of the texts that are said to be one; a headline, a style or an address to write to is none. */
function body(of: XmlElement, draft: Draft): void {
  const [best] = within(of, 'DataContent')
    .filter((each) => !/headline|style|contact|logo|script/i.test(roleOf(each)))
    .toSorted((a, b) => rawText(b).length - rawText(a).length);
  if (!best) return;
  const [nitf] = within(best, 'nitf');
  if (nitf) {
    const inline = new Draft(best);
    inlineNitf(nitf, inline);
    draft.absorb(inline);
  } else if (elements(best).length > 0) draft.body(new Markup(draft).inside(at(best, 'html/body') ?? best));
  else draft.body(paragraphs(rawText(best)));
}

function roleOf(of: XmlElement): string {
  for (let each = of.parent; each; each = each.parent)
    if (each.name === 'NewsComponent') return said(one(each, 'Role'), 'FormalName') ?? '';
  return '';
}

function picture(of: XmlElement, draft: Draft): void {
  const found = within(of, 'ContentItem').filter((each) => {
    const type = said(one(each, 'MimeType'), 'FormalName');
    return (
      said(each, 'Href') && type !== undefined && isPicture(type, undefined) && !/logo/i.test(roleOf(each))
    );
  });
  const renditions = found.map((each) => {
    const property = (name: string) =>
      within(each, 'Property')
        .find((one_) => said(one_, 'FormalName') === name)
        ?.attributes.get('Value');
    return {
      at: each,
      href: said(each, 'Href'),
      type: said(one(each, 'MimeType'), 'FormalName'),
      width: property('PixelWidth') ?? property('Width'),
      height: property('PixelHeight') ?? property('Height'),
    };
  });
  const { headline, copyrightHolder, copyrightNotice } = draft.data;
  draft.lead(
    pictureOf(renditions, { or: { alt: headline, credit: copyrightHolder ?? copyrightNotice } }, draft),
  );
}
