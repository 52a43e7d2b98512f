import { bylineOf } from '../byline.ts';
import { Draft } from '../draft.ts';
import { Markup, paragraphs } from '../markup.ts';
import { type Adapter, type ContentType, type FieldRule, type WireItem } from '../wire.ts';
import { unreadable } from '../xml/survey.ts';
import { elements, languageOf, one, rawText, said, within, words } from '../xml/tree.ts';
import { documentOf, type XmlElement } from '../xml/xml.ts';
import { htmlOf, leadOf, lineOfHtml, named } from './feed.ts';

/** Atom 1.0, with tombstones (RFC 6721): an entry that is deleted is an article that is withdrawn. */

const ATOM_SPACE = 'http://www.w3.org/2005/Atom';

const fields: readonly FieldRule[] = [
  { from: 'entry/id', to: 'uri' },
  { from: '@xml:lang', to: 'language' },
  { from: 'entry/title', to: 'headline' },
  { from: 'entry/summary', to: 'standfirst', how: 'the body where there is no content' },
  { from: 'entry/content', to: 'body', how: 'text, HTML or XHTML' },
  { from: 'entry/author, contributor', to: 'by', how: 'those of the feed where an entry names none' },
  { from: 'entry/category', to: 'tags', how: 'its label, else its term' },
  { from: 'entry/published', to: 'contentCreated', how: 'without one: updated' },
  { from: 'entry/updated', how: 'the time of the version' },
  { from: 'entry/link[rel=enclosure], media:content', to: 'lead', how: 'the picture best for the web' },
  { from: 'entry/link[rel=related]', to: 'related' },
  { from: 'entry/rights', to: 'copyrightNotice', how: 'those of the feed where an entry has none' },
  { from: 'at:deleted-entry/@ref', to: 'uri', how: 'withdrawn' },
  { from: 'entry/link[rel=alternate]' },
];

export const atom: Adapter = {
  format: 'atom',
  read(bytes: Buffer, type: ContentType): WireItem[] {
    const { root, notes } = documentOf(bytes, type);
    if (root.name !== 'feed' && root.name !== 'entry') throw unreadable(`is ${root.name}, no feed`);
    const entries = root.name === 'entry' ? [root] : elements(root);
    const about: About = { authors: named(root, 'author'), rights: textOf(named(root, 'rights')[0]) };
    const read = entries.flatMap((each) => {
      if (each.name === 'deleted-entry') return [deleted(each)];
      return each.name === 'entry' ? [entryOf(each, about)] : [];
    });
    const [first] = read;
    first?.notes.unshift(...notes);
    if (root.space !== ATOM_SPACE)
      first?.notes.push({ pointer: '', code: 'off_schema', message: 'is not in the namespace of Atom' });
    return read;
  },
  fields,
};

function deleted(of: XmlElement): WireItem {
  const draft = new Draft(of);
  draft.type = 'article.withdrawn';
  draft.uri(said(of, 'ref'));
  draft.data.reason = words(one(of, 'comment')) ?? 'deleted by its sender';
  const when = said(of, 'when');
  draft.versionCreated = draft.time(undefined, of, when);
  return draft.item();
}

/** What is said of all entries. */
interface About {
  authors: readonly XmlElement[];
  rights: string | undefined;
}

function entryOf(of: XmlElement, feed: About): WireItem {
  const draft = new Draft(of);
  const id = draft.takeOne(of, 'id');
  const links = named(of, 'link');
  const address = links.find((each) => (said(each, 'rel') ?? 'alternate') === 'alternate');
  draft.uri(words(id) ?? said(address, 'href'), id);
  const content = one(of, 'content');
  draft.language(languageOf(content ?? one(of, 'title') ?? of));
  const [title] = named(of, 'title');
  draft.line('headline', textOf(title), title);
  dates(of, draft);
  people(of, feed, draft);
  for (const each of draft.take(of, 'category'))
    draft.tag(said(each, 'label') ?? said(each, 'term'), undefined, each);
  const [rights] = named(of, 'rights');
  draft.line('copyrightNotice', textOf(rights) ?? feed.rights, rights);
  texts(of, draft);
  leadOf(of, draft);
  for (const each of links) if (said(each, 'rel') === 'related') draft.related(said(each, 'href'));
  draft.leave(of, 'link', 'title', 'rights', 'source', 'content', 'summary');
  return draft.item();
}

function dates(of: XmlElement, draft: Draft): void {
  const [published] = draft.take(of, 'published', 'issued');
  const [updated] = draft.take(of, 'updated', 'modified');
  draft.versionCreated = draft.time(undefined, updated);
  draft.time('contentCreated', published ?? updated);
}

function people(of: XmlElement, feed: About, draft: Draft): void {
  const own = draft.take(of, 'author', 'contributor');
  const authors = own.length > 0 ? own : within(one(of, 'source'), 'author');
  for (const each of authors.length > 0 ? authors : feed.authors)
    for (const { name, role } of bylineOf(words(one(each, 'name')) ?? '')) draft.by(name, role, each);
}

function texts(of: XmlElement, draft: Draft): void {
  const [content] = named(of, 'content');
  const [summary] = named(of, 'summary');
  if (content && said(content, 'src') !== undefined)
    draft.note('dropped', 'a text that is kept elsewhere', content);
  const body = content ? bodyOf(content, draft) : '';
  if (body !== '') {
    draft.body(body);
    draft.line('standfirst', textOf(summary), summary);
  } else if (summary) draft.body(bodyOf(summary, draft));
}

function bodyOf(of: XmlElement, draft: Draft): string {
  const type = said(of, 'type') ?? 'text';
  if (/xhtml|\+xml$|\/xml$/i.test(type) || (type === 'text' && elements(of).length > 0)) {
    const [division, ...others] = elements(of);
    return new Markup(draft).inside(division?.name === 'div' && others.length === 0 ? division : of);
  }
  return /html/i.test(type) ? htmlOf(rawText(of)) : paragraphs(rawText(of));
}

/** A line: of text, of HTML as text, of XHTML. */
function textOf(of: XmlElement | undefined): string | undefined {
  return /^(text\/)?html$/i.test(said(of, 'type') ?? '') ? lineOfHtml(words(of)) : words(of);
}
