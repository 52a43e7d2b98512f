import { readJson } from '#libs/contracts';
import { excerpt } from '#libs/text';
import { childrenOf, type Element, elementsOf, findAll } from '../../body/element.ts';
import { bylineOf } from '../byline.ts';
import { Draft } from '../draft.ts';
import { below, isObject, Members, unreadable } from '../json.ts';
import { paragraphs } from '../markup.ts';
import { pictureOf } from '../picture.ts';
import type { Adapter, ContentType, FieldRule, WireItem } from '../wire.ts';
import { decode } from '../xml/decode.ts';
import { markupOf } from './markup.ts';
import { wordsIn, wordsOfHtml } from './text.ts';

/** A page of the web with a NewsArticle of schema.org in JSON-LD: the last resort, where there is no feed. */

const fields: readonly FieldRule[] = [
  { from: 'NewsArticle.@id', to: 'uri', how: 'without one: url, mainEntityOfPage, link rel=canonical' },
  { from: 'NewsArticle.dateModified, datePublished', how: 'the version, where the source counts by it' },
  { from: 'NewsArticle.headline', to: 'headline', how: 'without one: name, og:title, title' },
  { from: 'NewsArticle.description', to: 'standfirst', how: 'without one: og:description' },
  { from: 'NewsArticle.articleBody', to: 'body', how: 'as paragraphs; without it: the article element' },
  { from: 'NewsArticle.datePublished', to: 'contentCreated', how: 'without it: article:published_time' },
  { from: 'NewsArticle.expires', to: 'expires' },
  { from: 'NewsArticle.author', to: 'by' },
  {
    from: 'NewsArticle.image',
    to: 'lead',
    how: 'without one: og:image; its credit is creditText, creator or the publisher',
  },
  { from: 'NewsArticle.inLanguage', to: 'language', how: 'without one: html lang' },
  { from: 'NewsArticle.keywords', to: 'tags' },
  { from: 'NewsArticle.articleSection', how: 'chooses the section' },
  { from: 'NewsArticle.dateline', to: 'located' },
  { from: 'NewsArticle.copyrightHolder', to: 'copyrightHolder' },
  { from: 'NewsArticle.copyrightNotice', to: 'copyrightNotice' },
];

const ARTICLE = /(?:^|[/:])(?:\w*NewsArticle|Article|BlogPosting|Report)$/;
/** Graphs within graphs; deeper ones hold no article. */
const MOST_DEEP = 4;

export const page: Adapter = {
  format: 'html',
  read(bytes: Buffer, { charset }: ContentType): WireItem[] {
    const declared = /<meta[^>]{0,300}?charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(
      bytes.subarray(0, 4_096).toString('latin1'),
    );
    const { text, notes } = decode(bytes, charset ?? declared?.[1]);
    const root = elementsOf(text);
    if (!root) throw unreadable('', 'is nested deeper than any page');
    const draft = new Draft('');
    draft.notes.push(...notes);
    const linked = articleIn(root);
    if (!linked) draft.note('guessed', 'has no NewsArticle in JSON-LD; read by its elements');
    return [itemOf(linked ?? new Members({}, ''), new Head(root), draft)];
  },
  fields,
};

/** What the page says of itself beside the linked data. */
class Head {
  readonly root: Element;
  private readonly meta = new Map<string, string>();

  constructor(root: Element) {
    this.root = root;
    for (const { attributes } of findAll(root, 'meta')) {
      const name = attributes['property'] ?? attributes['name'];
      const { content } = attributes;
      if (name && content && !this.meta.has(name)) this.meta.set(name.toLowerCase(), content);
    }
  }

  says(...names: string[]): string | undefined {
    for (const name of names) if (this.meta.has(name)) return this.meta.get(name);
    return undefined;
  }

  get title(): string | undefined {
    const [title] = findAll(this.root, 'title');
    return title ? wordsIn(title) || undefined : undefined;
  }

  get canonical(): string | undefined {
    return findAll(this.root, 'link').find(({ attributes }) => attributes['rel'] === 'canonical')?.attributes[
      'href'
    ];
  }

  get language(): string | undefined {
    return childrenOf(this.root, 'html')[0]?.attributes['lang'];
  }
}

/** The first article of all linked data; a script that is no JSON is none. */
function articleIn(root: Element): Members | undefined {
  const scripts = findAll(root, 'script').filter(
    ({ attributes }) => attributes['type'] === 'application/ld+json',
  );
  for (const [index, { children }] of scripts.entries()) {
    const found = search(jsonIn(children.join('')), `/ld+json/${index}`, 0);
    if (found) return found;
  }
  return undefined;
}

function jsonIn(text: string): unknown {
  try {
    return readJson(Buffer.from(text));
  } catch {
    return undefined;
  }
}

function search(value: unknown, pointer: string, deep: number): Members | undefined {
  if (deep > MOST_DEEP) return undefined;
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) {
      const found = search(each, below(pointer, index), deep + 1);
      if (found) return found;
    }
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const types = [value['@type']].flat();
  if (types.some((type) => typeof type === 'string' && ARTICLE.test(type)))
    return new Members(value, pointer);
  for (const name of ['@graph', 'mainEntity', 'itemListElement', 'item']) {
    const found = search(value[name], below(pointer, name), deep + 1);
    if (found) return found;
  }
  return undefined;
}

function itemOf(article: Members, head: Head, draft: Draft): WireItem {
  const own = named(article, 'mainEntityOfPage', '@id');
  draft.uri(
    article.text('@id', 'url') ?? own ?? head.canonical ?? head.says('og:url'),
    article.at('@id', 'url'),
  );
  draft.language(article.text('inLanguage') ?? head.language, article.at('inLanguage'));
  const title = article.text('headline', 'name') ?? head.says('og:title', 'twitter:title') ?? head.title;
  draft.line(
    'headline',
    title === undefined ? undefined : wordsOfHtml(title),
    article.at('headline', 'name'),
  );
  const description = article.text('description') ?? head.says('og:description', 'description');
  draft.line(
    'standfirst',
    description === undefined ? undefined : wordsOfHtml(description),
    article.at('description'),
  );
  draft.line('located', article.text('dateline'), article.at('dateline'));
  draft.line('copyrightHolder', named(article, 'copyrightHolder', 'name'), article.at('copyrightHolder'));
  draft.line('copyrightNotice', article.text('copyrightNotice'), article.at('copyrightNotice'));
  times(article, head, draft);
  people(article, head, draft);
  for (const word of keywords(article, head)) draft.tag(word, undefined, article.at('keywords'));
  picture(article, head, draft);
  body(article, head, draft);
  const sections = article.list('articleSection').map(({ value }) => value);
  const categories = [...sections, head.says('article:section')].filter((each) => typeof each === 'string');
  return { ...draft.item(), ...(categories.length > 0 ? { categories } : {}) };
}

function times(article: Members, head: Head, draft: Draft): void {
  const published =
    article.text('datePublished', 'dateCreated') ?? head.says('article:published_time', 'date');
  const modified = article.text('dateModified') ?? head.says('article:modified_time');
  const at = draft.time('contentCreated', article.at('datePublished'), published);
  draft.versionCreated = draft.time(undefined, article.at('dateModified'), modified) ?? at;
  if (at === undefined && draft.versionCreated) draft.data.contentCreated = draft.versionCreated;
  draft.time('expires', article.at('expires'), article.text('expires'));
}

function people(article: Members, head: Head, draft: Draft): void {
  const said = article.list('author', 'creator').map(({ value, pointer }) => ({
    pointer,
    name: isObject(value) ? new Members(value, pointer).text('name') : value,
  }));
  const meta = { pointer: '', name: head.says('author', 'article:author') };
  for (const { name, pointer } of said.length > 0 ? said : [meta]) {
    if (typeof name !== 'string' || /^https?:/.test(name)) continue;
    for (const each of bylineOf(name)) draft.by(each.name, each.role, pointer);
  }
}

function keywords(article: Members, head: Head): string[] {
  const all = article.list('keywords').map(({ value }) => value);
  const listed = all.length > 0 ? all : [head.says('news_keywords', 'keywords')];
  return listed
    .flatMap((each) => (typeof each === 'string' ? each.split(',') : []))
    .map((each) => each.trim());
}

function picture(article: Members, head: Head, draft: Draft): void {
  const [image] = article.list('image', 'thumbnailUrl');
  const of = image && isObject(image.value) ? new Members(image.value, image.pointer) : undefined;
  const href =
    of?.text('contentUrl', 'url') ??
    (typeof image?.value === 'string' ? image.value : undefined) ??
    head.says('og:image:secure_url', 'og:image');
  if (href === undefined) return;
  const publisher = named(article, 'publisher', 'name') ?? head.says('og:site_name');
  const credit = of?.text('creditText') ?? (of ? named(of, 'creator', 'name') : undefined);
  const alt = head.says('og:image:alt');
  const said = { alt, caption: of?.text('caption', 'description'), credit, or: { credit: publisher } };
  draft.lead(
    pictureOf(
      [{ at: image?.pointer ?? '', href, width: of?.text('width'), height: of?.text('height') }],
      said,
      draft,
    ),
  );
}

function body(article: Members, head: Head, draft: Draft): void {
  const text = article.text('articleBody');
  const [element] = findAll(head.root, 'article');
  const html = element && markupOf(element, draft.data.headline);
  if (text !== undefined) {
    draft.data.body = /<p[\s>]/i.test(text) ? text : paragraphs(text);
    return;
  }
  if (html) draft.note('guessed', 'the text is what stands in the article element');
  else draft.note('guessed', 'has no text; its description stands for one');
  draft.data.body = html || paragraphs(excerpt(draft.data.standfirst ?? '', 1_000));
}

/** The name of what stands there as an object, or as a text. */
function named(article: Members, name: string, member: string): string | undefined {
  const [first] = article.objects(name);
  return first ? first.text(member) : article.text(name);
}
