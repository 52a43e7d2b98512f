import { bylineOf } from '../byline.ts';
import { Draft } from '../draft.ts';
import { Markup } from '../markup.ts';
import { type Adapter, type ContentType, type FieldRule, type WireItem } from '../wire.ts';
import { unreadable } from '../xml/survey.ts';
import { at, elements, isElement, languageOf, one, rawText, within, words } from '../xml/tree.ts';
import { documentOf, type XmlElement } from '../xml/xml.ts';
import { docdata } from './docdata.ts';
import { nitfMedia } from './media.ts';

/** News Industry Text Format 3.2 to 3.6, as agencies send it: with and without a namespace and a DOCTYPE. */

export const NITF_SPACE = 'http://iptc.org/std/NITF/2006-10-18/';

const fields: readonly FieldRule[] = [
  { from: 'docdata/doc-id/@id-string', to: 'uri', how: 'without one: key of du-key' },
  { from: 'docdata/du-key/@version', to: 'version', how: 'a whole number; else the source says' },
  { from: '@xml:lang', to: 'language' },
  { from: 'body.head/hedline/hl1', to: 'headline', how: 'without one: head/title' },
  { from: 'body.head/hedline/hl2', to: 'standfirst', how: 'where there is no abstract' },
  { from: 'body.head/abstract', to: 'standfirst' },
  { from: 'body.head/byline', to: 'by', how: 'person by person; byttl is their role' },
  { from: 'body.head/dateline', to: 'located', how: 'its location, else all but the date' },
  { from: 'body.head/rights', to: 'usageTerms', how: 'its owner: copyrightHolder' },
  { from: 'body.content', to: 'body', how: 'paragraphs, lists, tables, quotes, pictures, embeds' },
  {
    from: 'body.content/media',
    to: 'lead',
    how: 'a picture before or after all text; amid it, it stays there',
  },
  { from: 'body.end/tagline', to: 'body', how: 'the last paragraph' },
  { from: 'body.end/bibliography' },
  { from: 'docdata/urgency/@ed-urg', to: 'urgency' },
  { from: 'docdata/date.issue/@norm', to: 'contentCreated' },
  { from: 'docdata/date.release/@norm', to: 'embargoedUntil', how: 'if it is later than date.issue' },
  { from: 'docdata/date.expire/@norm', to: 'expires' },
  { from: 'docdata/doc.copyright/@holder', to: 'copyrightHolder' },
  { from: 'docdata/doc.copyright/@year', to: 'copyrightNotice', how: 'with its holder' },
  { from: 'docdata/key-list/keyword/@key', to: 'tags' },
  { from: 'docdata/identified-content', to: 'tags', how: 'person, org, location, event with their types' },
  { from: 'tobject/tobject.subject', to: 'tags', how: 'the narrowest name that it has' },
  { from: 'docdata/series/@series.name', to: 'kicker' },
  { from: 'docdata/fixture/@fix-id', to: 'kicker', how: 'where there is no series' },
  { from: 'docdata/du-key/@key', to: 'slugline' },
  { from: 'docdata/correction', to: 'changeType', how: 'correction' },
  { from: 'docdata/correction/@info', to: 'changeNote' },
  {
    from: 'docdata/@management-status',
    to: 'pubStatus',
    how: 'canceled: withdrawn; embargoed without a date: withheld',
  },
  { from: 'docdata/ed-msg' },
  { from: 'pubdata, revision-history', how: 'the time of the version, where the source counts by it' },
];

export const nitf: Adapter = {
  format: 'nitf',
  read(bytes: Buffer, type: ContentType): WireItem[] {
    const { root, notes, doctype } = documentOf(bytes, type);
    const found = root.name === 'nitf' ? [root] : within(root, 'nitf');
    if (found.length === 0) throw unreadable(`is ${root.name}, no nitf`);
    return found.map((each) => {
      const draft = new Draft(each);
      draft.notes.push(...notes);
      if (each.space !== NITF_SPACE && !doctype)
        draft.note('off_schema', 'has neither the namespace nor the document type of NITF');
      return whole(each, draft).item();
    });
  },
  fields,
};

/** An article by itself. */
function whole(root: XmlElement, draft: Draft): Draft {
  docdata(root, draft);
  inlineNitf(root, draft);
  const { headline, uri } = draft.data;
  if (draft.type === 'article.withdrawn') return draft;
  if (headline === undefined) {
    const title = at(root, 'head/title');
    draft.lineOf('headline', title);
    if (draft.data.headline !== undefined)
      draft.note('guessed', 'the headline is the title of its head', title);
  }
  if (uri === undefined) draft.note('guessed', 'has no doc-id');
  return draft;
}

/** What its body says, also where it stands in another format. */
export function inlineNitf(root: XmlElement, draft: Draft): void {
  draft.language(languageOf(one(root, 'body') ?? root));
  const head = at(root, 'body/body.head');
  heading(head, draft);
  for (const line of draft.take(head, 'byline')) authors(line, draft);
  dateline(draft.takeOne(head, 'dateline'), draft);
  const rights = draft.takeOne(head, 'rights');
  draft.lineOf('copyrightHolder', one(rights, 'rights.owner'));
  draft.lineOf('usageTerms', rights);
  const kicker = draft.takeOne(head, 'series');
  if (kicker) draft.line('kicker', kicker.attributes.get('series.name'), kicker);
  draft.leave(head);
  const body = one(root, 'body');
  content(one(body, 'body.content'), one(body, 'body.end'), draft);
}

function heading(head: XmlElement | undefined, draft: Draft): void {
  const hedline = draft.takeOne(head, 'hedline');
  draft.lineOf('headline', draft.takeOne(hedline, 'hl1'));
  const abstract = draft.takeOne(head, 'abstract');
  draft.lineOf('standfirst', abstract);
  const below = one(hedline, 'hl2');
  if (draft.data.standfirst === undefined) draft.lineOf('standfirst', draft.takeOne(hedline, 'hl2'));
  else if (below) draft.note('dropped', 'the line below the headline: there is an abstract', below);
}

function authors(line: XmlElement, draft: Draft): void {
  const role = words(one(line, 'byttl'));
  const people = within(line, 'person');
  for (const person of people) draft.by(words(person), role, line);
  if (people.length > 0) return;
  const text = line.children
    .map((child) => (isElement(child) ? (child.name === 'byttl' ? ' ' : rawText(child)) : child))
    .join('');
  const found = bylineOf(text);
  for (const each of found) draft.by(each.name, each.role ?? role, line);
  if (found.length === 0) draft.by(role, undefined, line);
}

/** Longer than any; what ends in a thousand commas and something more would take long to be seen to. */
const MOST_DATELINE = 2_000;

function dateline(line: XmlElement | undefined, draft: Draft): void {
  if (!line) return;
  const [place] = within(line, 'location');
  const rest = line.children.map((child) => {
    if (isElement(child)) return child.name === 'story.date' ? '' : rawText(child);
    return child;
  });
  const written = (words(place) ?? rest.join('')).trim().slice(0, MOST_DATELINE);
  draft.line('located', written.replace(/[\s,–—-]+$/, ''), line);
}

function content(main: XmlElement | undefined, end: XmlElement | undefined, draft: Draft): void {
  const media = main ? leadOf(main, draft) : undefined;
  const body = main ? new Markup(draft, new Set(media ? [media] : [])).inside(main) : '';
  const tagline = draft.takeOne(end, 'tagline');
  draft.leave(end);
  const last = tagline ? `<p>${new Markup(draft).inside(tagline)}</p>` : '';
  draft.body(body + last);
}

/** The first picture that stands before or after all text; it becomes the lead. */
function leadOf(main: XmlElement, draft: Draft): XmlElement | undefined {
  const shown = elements(main);
  const isMedia = ({ name }: XmlElement) => name === 'media';
  const before = shown.slice(0, shown.findIndex((each) => !isMedia(each)) >>> 0);
  const after = shown.slice(shown.findLastIndex((each) => !isMedia(each)) + 1);
  for (const each of [...before, ...after]) {
    const attempt = new Draft(each);
    const found = nitfMedia(each, attempt);
    if (found?.kind !== 'picture') continue;
    draft.lead(found.picture);
    draft.notes.push(...attempt.notes);
    return each;
  }
  return undefined;
}
