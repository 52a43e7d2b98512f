import { excerpt } from '#libs/text';
import { bylineOf } from '../byline.ts';
import { Draft } from '../draft.ts';
import { at, languageOf, one, said, within, words } from '../xml/tree.ts';
import type { XmlElement } from '../xml/xml.ts';
import { contentOf } from './contentset.ts';
import { kindOf, type NewsItem } from './item.ts';
import { Catalog, codeIn } from './qcode.ts';
import { nameOf, speaks, subjects } from './subject.ts';

/** Parts of an item that say nothing of the article. */
const managed = [
  'itemClass',
  'provider',
  'versionCreated',
  'service',
  'fileName',
  'generator',
  'profile',
  'role',
  // Told by who knows the items beside it.
  'link',
];

/** @param outer the catalogue of its message */
export function newsItemOf(root: XmlElement, outer: Catalog): NewsItem {
  const catalog = new Catalog(root, outer);
  const draft = new Draft(root);
  const item: NewsItem = {
    root,
    guid: said(root, 'guid'),
    kind: kindOf(at(root, 'itemMeta/itemClass'), catalog),
    catalog,
    draft,
  };
  draft.uri(item.guid);
  const version = Number(said(root, 'version') ?? Number.NaN);
  if (Number.isSafeInteger(version) && version >= 1) draft.data.version = version;
  const meta = root.name === 'contentMeta' ? root : one(root, 'contentMeta');
  draft.language(said(one(meta, 'language'), 'tag') ?? languageOf(meta ?? root), meta);
  management(one(root, 'itemMeta'), item);
  if (draft.type === 'article.withdrawn') return item;
  rights(one(root, 'rightsInfo'), item);
  description(meta, item);
  contentOf(root.name === 'contentSet' ? root : one(root, 'contentSet'), item);
  completed(one(root, 'itemMeta'), item);
  draft.leave(one(root, 'itemMeta'), ...managed, 'title');
  draft.leave(meta, 'contentModified', 'language', 'altId', 'creditline', 'icon');
  return item;
}

function management(meta: XmlElement | undefined, { draft, catalog }: NewsItem): void {
  const [created] = draft.take(meta, 'versionCreated');
  const [first] = draft.take(meta, 'firstCreated');
  draft.versionCreated = draft.time(undefined, created);
  draft.time('contentCreated', first ?? created);
  status(meta, { draft, catalog });
  const [expires] = draft.take(meta, 'expires');
  draft.time('expires', expires);
  const [note] = draft.take(meta, 'edNote');
  for (const signal of draft.take(meta, 'signal')) {
    const code = codeIn(catalog.meaning(signal, 'qcode'), 'signal');
    if (draft.type === 'article.withdrawn') continue;
    if (code === 'update') draft.type = 'article.updated';
    else if (code === 'correction') corrected(draft, note);
  }
  if (note && words(note) !== undefined && draft.data.changeNote === undefined)
    draft.note('dropped', 'a note to editors is not for readers', note);
}

function corrected(draft: Draft, note: XmlElement | undefined): void {
  draft.type = 'article.corrected';
  draft.data.changeType = 'correction';
  draft.lineOf('changeNote', note);
}

function status(meta: XmlElement | undefined, { draft, catalog }: Pick<NewsItem, 'draft' | 'catalog'>): void {
  const [embargo] = draft.take(meta, 'embargoed');
  if (embargo && words(embargo) === undefined) {
    draft.data.pubStatus = 'withheld';
    draft.note('guessed', 'an embargo without an end is kept until told', embargo);
  } else if (embargo && draft.time('embargoedUntil', embargo) === undefined) {
    draft.data.pubStatus = 'withheld';
    draft.note('guessed', 'an embargo until no date is kept until told', embargo);
  }
  const [given] = draft.take(meta, 'pubStatus');
  const code = given ? (codeIn(catalog.meaning(given, 'qcode'), 'pubstatusg2') ?? '') : 'usable';
  if (/^cancell?ed$/.test(code)) {
    draft.type = 'article.withdrawn';
    draft.data.reason = 'canceled by its sender';
    delete draft.data.pubStatus;
    delete draft.data.embargoedUntil;
    delete draft.data.contentCreated;
  } else if (code !== 'usable') {
    draft.data.pubStatus = 'withheld';
    if (code !== 'withheld') draft.note('guessed', 'a status that is not known withholds it', given);
  }
}

function rights(info: XmlElement | undefined, { draft }: NewsItem): void {
  const holder = draft.takeOne(info, 'copyrightHolder');
  draft.line('copyrightHolder', words(one(holder, 'name')) ?? said(holder, 'literal'), holder);
  draft.lineOf('copyrightNotice', draft.takeOne(info, 'copyrightNotice'));
  draft.lineOf('usageTerms', draft.takeOne(info, 'usageTerms'));
  draft.leave(info);
}

function description(meta: XmlElement | undefined, item: NewsItem): void {
  const { draft } = item;
  draft.urgency(words(draft.takeOne(meta, 'urgency')), meta);
  const [created] = draft.take(meta, 'contentCreated');
  draft.time('contentCreated', created);
  headlines(meta, item);
  draft.lineOf('slugline', draft.takeOne(meta, 'slugline'));
  located(meta, item);
  people(meta, item);
  subjects(meta, item);
  for (const each of draft.take(meta, 'description')) {
    const role = item.catalog.meaning(each, 'role')?.code;
    if (role === 'summary' && draft.data.standfirst === undefined) draft.lineOf('standfirst', each);
    else if (item.kind === 'text' && !one(item.root, 'partMeta') && role !== 'caption')
      draft.note('dropped', `a description that is no summary`, each);
  }
}

/** Those in the item's language, each by its role. */
function headlines(meta: XmlElement | undefined, { draft, catalog }: NewsItem): void {
  const found = draft.take(meta, 'headline').filter((each) => words(each) !== undefined);
  const wanted = draft.data.language;
  const fit = found.filter((each) => speaks(each, wanted));
  const used = fit.length > 0 ? fit : found.slice(0, 1);
  for (const each of used) {
    const role = catalog.meaning(each, 'role')?.code ?? 'main';
    const name = /kicker|overline|eyebrow/i.test(role)
      ? 'kicker'
      : /sub|second/i.test(role)
        ? 'standfirst'
        : 'headline';
    if (draft.data[name] === undefined) draft.lineOf(name, each);
    else draft.note('dropped', 'a further headline', each);
  }
  const [other] = found.filter((each) => !used.includes(each));
  if (other) draft.note('dropped', 'headlines in other languages', other);
}

function located(meta: XmlElement | undefined, { draft }: NewsItem): void {
  const dateline = draft.takeOne(meta, 'dateline');
  const places = draft.take(meta, 'located');
  const names = places.map((each) => nameOf(each, draft.data.language)).filter((each) => each !== undefined);
  draft.line('located', names.join(', ') || words(dateline), places[0] ?? dateline);
}

function people(meta: XmlElement | undefined, { draft, catalog }: NewsItem): void {
  for (const each of draft.take(meta, 'creator', 'contributor')) {
    const name = nameOf(each, draft.data.language) ?? said(each, 'literal');
    const title = within(each, 'related').find((one_) =>
      /job|title|role/i.test(catalog.meaning(one_, 'rel')?.code ?? ''),
    );
    const code = catalog.meaning(each, 'role')?.code;
    const role = nameOf(title, draft.data.language) ?? (code && /^[a-z]{4,}$/i.test(code) ? code : undefined);
    if (name !== undefined && !/^(desc|cap)/i.test(code ?? '')) draft.by(name, role, each);
    else draft.note('dropped', `a ${each.name} who is no author, or has no name in words`, each);
  }
  const lines = draft.take(meta, 'by');
  if (draft.data.by !== undefined) return;
  for (const line of lines)
    for (const { name, role } of bylineOf(words(line) ?? '')) draft.by(name, role, line);
}

/** What had to be found elsewhere. */
function completed(meta: XmlElement | undefined, { draft }: NewsItem): void {
  if (draft.data.headline !== undefined) return;
  const [title] = draft.take(meta, 'title');
  draft.lineOf('headline', title);
  if (draft.data.headline !== undefined) {
    draft.note('guessed', 'the headline is the title of the item', title);
    return;
  }
  const { body } = draft.data;
  const start = typeof body === 'string' ? excerpt(body.replace(/<[^<>]*>/g, ' '), 120) : '';
  if (start === '') return;
  draft.line('headline', start.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'));
  draft.note('guessed', 'the headline is the start of the text');
}
