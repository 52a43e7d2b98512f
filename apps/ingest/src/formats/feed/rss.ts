import { bylineOf } from '../byline.ts';
import { Draft } from '../draft.ts';
import { Markup } from '../markup.ts';
import { type Adapter, type ContentType, type FieldRule, type WireItem } from '../wire.ts';
import { unreadable } from '../xml/survey.ts';
import { one, said, within, words } from '../xml/tree.ts';
import { documentOf, type XmlElement } from '../xml/xml.ts';
import { hasMarkup, htmlOf, leadOf, lineOfHtml, named, textIn } from './feed.ts';

/** RSS 2.0, and what 0.9x and 1.0 have in common with it. */

const fields: readonly FieldRule[] = [
  { from: 'item/guid', to: 'uri', how: 'without one: link' },
  { from: 'channel/language', to: 'language', how: 'dc:language of the item comes first' },
  { from: 'item/title', to: 'headline' },
  { from: 'item/description', to: 'standfirst', how: 'its text; the body where there is no content:encoded' },
  { from: 'item/content:encoded', to: 'body' },
  { from: 'item/dc:creator, author', to: 'by', how: 'an address of mail is left out' },
  { from: 'item/category', to: 'tags' },
  {
    from: 'item/pubDate, dc:date',
    to: 'contentCreated',
    how: 'and the time of the version, with dcterms:modified',
  },
  { from: 'item/media:content, enclosure, media:thumbnail', to: 'lead', how: 'the picture best for the web' },
  { from: 'channel/copyright', to: 'copyrightNotice', how: 'dc:rights of the item comes first' },
  { from: 'item/link' },
  { from: 'item/comments, source' },
];

export const rss: Adapter = {
  format: 'rss',
  read(bytes: Buffer, type: ContentType): WireItem[] {
    const { root, notes } = documentOf(bytes, type);
    const channel = one(root, 'channel') ?? root;
    if (!/^(rss|RDF|channel)$/.test(root.name)) throw unreadable(`is ${root.name}, no rss`);
    const about: Channel = {
      language: words(named(channel, 'language', 'dc:language')[0]),
      rights: words(named(channel, 'copyright', 'dc:rights')[0]),
    };
    return within(root, 'item').map((each, index) => {
      const draft = new Draft(each);
      if (index === 0) draft.notes.push(...notes);
      return read(each, about, draft);
    });
  },
  fields,
};

/** What is said of all items. */
interface Channel {
  language: string | undefined;
  rights: string | undefined;
}

function read(item: XmlElement, channel: Channel, draft: Draft): WireItem {
  const first = (...names: string[]) => {
    const [found] = names.flatMap((name) => named(item, name));
    for (const name of names) for (const each of named(item, name)) draft.use(each);
    return found;
  };
  const guid = first('guid', 'dc:identifier');
  const link = first('link');
  draft.uri(words(guid) ?? words(link) ?? said(item, 'rdf:about'), guid ?? link);
  const language = first('dc:language');
  draft.language(words(language) ?? channel.language, language);
  const title = first('title');
  draft.line('headline', lineOfHtml(words(title)), title);
  people(item, draft);
  dates(
    first('pubDate', 'dc:date', 'dcterms:issued', 'dcterms:created'),
    first('dcterms:modified', 'atom:updated'),
    draft,
  );
  for (const each of named(item, 'category', 'dc:subject')) {
    draft.use(each);
    draft.tag(lineOfHtml(words(each)), undefined, each);
  }
  const rights = first('dc:rights');
  draft.line('copyrightNotice', words(rights) ?? channel.rights, rights);
  texts(first('content:encoded', 'body', 'xhtml:body'), first('description', 'dc:description'), draft);
  leadOf(item, draft);
  draft.leave(item);
  return draft.item();
}

function people(item: XmlElement, draft: Draft): void {
  for (const each of named(item, 'dc:creator', 'author', 'atom:author')) {
    draft.use(each);
    const line = words(one(each, 'name')) ?? words(each) ?? '';
    for (const { name, role } of bylineOf(line)) draft.by(name, role, each);
  }
}

function dates(published: XmlElement | undefined, changed: XmlElement | undefined, draft: Draft): void {
  const at = draft.time('contentCreated', published);
  draft.versionCreated = draft.time(undefined, changed) ?? at;
}

function texts(whole: XmlElement | undefined, short: XmlElement | undefined, draft: Draft): void {
  if (whole) draft.body(bodyOf(whole, draft));
  if (!short) return;
  if (draft.data.body === undefined) draft.body(bodyOf(short, draft));
  else draft.line('standfirst', lineOfHtml(words(short)), short);
}

function bodyOf(of: XmlElement, draft: Draft): string {
  return hasMarkup(of) ? new Markup(draft).inside(of) : htmlOf(textIn(of));
}
