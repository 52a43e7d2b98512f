import type { Tag } from '#libs/contracts';
import type { Draft } from '../draft.ts';
import { all, at, one, said, within, words } from '../xml/tree.ts';
import type { XmlElement } from '../xml/xml.ts';

/** What the head of a NITF document says about it. */
export function docdata(root: XmlElement, draft: Draft): void {
  const head = one(root, 'head');
  const data = one(head, 'docdata');
  identity(data, draft);
  dates(head, data, draft);
  status(data, draft);
  const urgency = draft.takeOne(data, 'urgency');
  draft.urgency(said(urgency, 'ed-urg'), urgency);
  rights(data, draft);
  tags(head, data, draft);
  const series = draft.takeOne(data, 'series');
  const fixture = draft.takeOne(data, 'fixture');
  const kicker = said(series, 'series.name') ?? said(fixture, 'fix-id');
  draft.line('kicker', kicker, series ?? fixture);
  draft.leave(data, 'doc-scope', 'from-src', 'del-list');
  draft.leave(head, 'title', 'meta', 'tobject', 'docdata', 'pubdata', 'revision-history');
}

function identity(data: XmlElement | undefined, draft: Draft): void {
  const key = draft.takeOne(data, 'du-key');
  const id = draft.takeOne(data, 'doc-id');
  draft.uri(said(id, 'id-string') ?? said(key, 'key'), id ?? key);
  const version = Number(said(key, 'version') ?? said(key, 'generation') ?? Number.NaN);
  if (Number.isSafeInteger(version) && version >= 1) draft.data.version = version;
  draft.line('slugline', said(key, 'key'), key);
}

function dates(head: XmlElement | undefined, data: XmlElement | undefined, draft: Draft): void {
  const norm = (name: string) => {
    const [element] = draft.take(data, name);
    return [element, said(element, 'norm') ?? words(element)] as const;
  };
  const issued = draft.time('contentCreated', ...norm('date.issue'));
  const [release, text] = norm('date.release');
  const released = draft.time(undefined, release, text);
  if (released !== undefined && (issued === undefined || Date.parse(released) > Date.parse(issued)))
    draft.data.embargoedUntil = released;
  draft.time('expires', ...norm('date.expire'));
  const changed = all(head, 'revision-history')
    .map((each) => draft.time(undefined, each, said(each, 'norm')))
    .filter((each) => each !== undefined)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))
    .at(-1);
  const [published] = all(head, 'pubdata');
  const newest = changed ?? issued ?? draft.time(undefined, published, said(published, 'date.publication'));
  draft.versionCreated = newest;
}

function status(data: XmlElement | undefined, draft: Draft): void {
  const correction = draft.takeOne(data, 'correction');
  if (correction) {
    draft.type = 'article.corrected';
    draft.data.changeType = 'correction';
    draft.line('changeNote', said(correction, 'info'), correction);
  }
  const given = said(data, 'management-status')?.toLowerCase() ?? 'usable';
  if (given === 'canceled' || given === 'cancelled') {
    draft.type = 'article.withdrawn';
    draft.data.reason = 'canceled by its sender';
  } else if (given === 'withheld' || (given === 'embargoed' && draft.data.embargoedUntil === undefined)) {
    draft.data.pubStatus = 'withheld';
    if (given === 'embargoed') draft.note('guessed', 'an embargo without an end is kept until told', data);
  } else if (given !== 'usable' && given !== 'embargoed') {
    draft.data.pubStatus = 'withheld';
    draft.note('guessed', `the status ${JSON.stringify(given.slice(0, 40))} is not known; withheld`, data);
  }
}

function rights(data: XmlElement | undefined, draft: Draft): void {
  const copyright = draft.takeOne(data, 'doc.copyright');
  const holder = said(copyright, 'holder');
  const year = said(copyright, 'year');
  draft.line('copyrightHolder', holder, copyright);
  if (holder !== undefined && year !== undefined)
    draft.line('copyrightNotice', `© ${year} ${holder}`, copyright);
  const terms = draft.takeOne(data, 'doc.rights');
  draft.line('usageTerms', said(terms, 'agent') ?? words(terms), terms);
}

const types: Readonly<Record<string, Tag['type']>> = {
  person: 'person',
  org: 'organisation',
  location: 'place',
  event: 'event',
};

function tags(head: XmlElement | undefined, data: XmlElement | undefined, draft: Draft): void {
  for (const identified of draft.take(data, 'identified-content')) {
    const found = draft.take(identified, 'person', 'org', 'location', 'event', 'classifier');
    for (const each of found) draft.tag(words(each) ?? said(each, 'value'), types[each.name], each);
    draft.leave(identified);
  }
  for (const each of draft.take(data, 'key-list').flatMap((keys) => within(keys, 'keyword')))
    draft.tag(said(each, 'key') ?? words(each), undefined, each);
  for (const subject of all(at(head, 'tobject'), 'tobject.subject')) {
    const name = ['detail', 'matter', 'type'].map((each) => said(subject, `tobject.subject.${each}`));
    draft.tag(
      name.find((each) => each !== undefined),
      'topic',
      subject,
    );
  }
}
