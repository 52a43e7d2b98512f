import {
  type Adapter,
  type ContentType,
  type FieldRule,
  type Note,
  Unreadable,
  type WireItem,
} from '../wire.ts';
import { one, pointerTo, within } from '../xml/tree.ts';
import { documentOf, type XmlElement } from '../xml/xml.ts';
import { newsItemOf } from './newsitem.ts';
import { oldNewsMl } from './newsmlone.ts';
import { ordered, pairs } from './package.ts';
import { Catalog } from './qcode.ts';

/** NewsML-G2: newsItem, newsMessage and packageItem; NewsML 1 as far as it says the same. */

const G2_SPACE = 'http://iptc.org/std/nar/2006-10-01/';

const fields: readonly FieldRule[] = [
  { from: 'newsItem/@guid', to: 'uri' },
  { from: 'newsItem/@version', to: 'version', how: 'else the source counts by itemMeta/versionCreated' },
  { from: 'contentMeta/language/@tag', to: 'language', how: 'without one: xml:lang' },
  { from: 'contentMeta/headline', to: 'headline', how: 'in the language of the item; else itemMeta/title' },
  { from: 'contentMeta/headline[role=kicker]', to: 'kicker' },
  { from: 'contentMeta/description[role=drol:summary]', to: 'standfirst', how: 'or a headline of role sub' },
  { from: 'contentMeta/slugline', to: 'slugline' },
  {
    from: 'contentMeta/creator, contributor',
    to: 'by',
    how: 'by name; the job or the code of the role is the role',
  },
  { from: 'contentMeta/by', to: 'by', how: 'where nobody is named as creator' },
  { from: 'contentMeta/located', to: 'located', how: 'without a name: dateline' },
  { from: 'contentMeta/urgency', to: 'urgency' },
  { from: 'contentMeta/subject', to: 'tags', how: 'by name, also that of an assert; the type by cpnat' },
  { from: 'contentMeta/keyword', to: 'tags' },
  { from: 'contentMeta/contentCreated', to: 'contentCreated', how: 'else firstCreated, else versionCreated' },
  { from: 'itemMeta/embargoed', to: 'embargoedUntil', how: 'empty: withheld until told' },
  { from: 'itemMeta/pubStatus', to: 'pubStatus', how: 'stat:canceled: withdrawn' },
  { from: 'itemMeta/expires', to: 'expires' },
  { from: 'itemMeta/signal', to: 'changeType', how: 'sig:correction: correction' },
  { from: 'itemMeta/edNote', to: 'changeNote', how: 'of a correction; else it is not for readers' },
  { from: 'itemMeta/link', to: 'related', how: 'where it is a picture of the same message: lead' },
  { from: 'itemMeta/link[rel=irel:translatedFrom]', to: 'translationOf' },
  { from: 'rightsInfo/copyrightHolder', to: 'copyrightHolder' },
  { from: 'rightsInfo/copyrightNotice', to: 'copyrightNotice' },
  { from: 'rightsInfo/usageTerms', to: 'usageTerms' },
  { from: 'contentSet/inlineXML', to: 'body', how: 'NITF or XHTML; what NITF says beside it fills gaps' },
  { from: 'contentSet/inlineData', to: 'body', how: 'HTML or plain text, where there is no inlineXML' },
  {
    from: 'contentSet/remoteContent',
    to: 'lead',
    how: 'the picture that is best for the web; films follow the text',
  },
  { from: 'partMeta, contentMeta/description, creditline', to: 'lead', how: 'what is said of the picture' },
  { from: 'packageItem', to: 'related', how: 'its texts name each other; by itself it is no article' },
  { from: 'conceptItem, knowledgeItem, planningItem, catalogItem' },
  { from: 'contentMeta/genre, infoSource' },
];

export const newsml: Adapter = {
  format: 'newsml-g2',
  read(bytes: Buffer, type: ContentType): WireItem[] {
    const { root, notes } = documentOf(bytes, type);
    const read = root.name === 'NewsML' ? oldNewsMl(root) : itemsOf(root);
    const [first] = read;
    const general: Note[] = [...notes];
    if (root.space !== G2_SPACE && root.name !== 'NewsML')
      general.push({
        pointer: pointerTo(root),
        code: 'off_schema',
        message: 'is not in the namespace of NewsML-G2',
      });
    first?.notes.unshift(...general);
    return read;
  },
  fields,
};

/** A message brings one. */
const MOST_PACKAGES = 20;
const others = ['conceptItem', 'knowledgeItem', 'planningItem', 'catalogItem'];

function itemsOf(root: XmlElement): WireItem[] {
  const outer = new Catalog(one(root, 'header'), new Catalog(root));
  const bare = ['newsItem', 'contentSet', 'contentMeta'].includes(root.name);
  const roots = bare ? [root] : within(root, 'newsItem');
  const items = roots.map((each) => newsItemOf(each, outer));
  const packages = root.name === 'packageItem' ? [root] : within(root, 'packageItem').slice(0, MOST_PACKAGES);
  if (items.length === 0) throw new Unreadable(nothingIn(root, packages));
  const [first] = items;
  if (first && bare && root.name !== 'newsItem')
    first.draft.note('off_schema', `is only the ${root.name} of an item`);
  const shown = packages.reduce(ordered, pairs(items, packages));
  const [leading] = shown;
  for (const each of others.flatMap((name) => within(root, name)).slice(0, 10))
    leading?.draft.note('dropped', `a ${each.name} is no article`, each);
  return shown.map(({ draft }) => draft.item());
}

function nothingIn(root: XmlElement, packages: readonly XmlElement[]) {
  const refers = packages.flatMap((each) => within(each, 'itemRef')).length;
  const message =
    packages.length > 0
      ? `a package alone is no article: it refers to ${refers} items that are not here`
      : `${root.name} holds no newsItem`;
  return { code: 'unreadable', pointer: pointerTo(root), message };
}
