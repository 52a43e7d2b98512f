import type { Media } from '#libs/contracts';
import { webAddress } from '../../body/image.ts';
import { Draft } from '../draft.ts';
import { clipOf, Markup, paragraphs } from '../markup.ts';
import { inlineNitf } from '../nitf/nitf.ts';
import { isPicture, pictureOf, type Rendition } from '../picture.ts';
import { all, at, elements, one, rawText, said, within, words } from '../xml/tree.ts';
import type { XmlElement } from '../xml/xml.ts';
import type { NewsItem } from './item.ts';
import { nameOf } from './subject.ts';

/** One of the ways in which an item gives its text. */
interface Candidate {
  at: XmlElement;
  /** Markup before plain text, since that has less to tell. */
  rank: number;
  length: number;
  read(draft: Draft): void;
}

/** The text, the picture and the films of an item. */
export function contentOf(set: XmlElement | undefined, item: NewsItem): void {
  const { draft } = item;
  const candidates = elements(set)
    .flatMap((each) => candidateOf(each))
    .toSorted((a, b) => b.rank - a.rank || b.length - a.length);
  const [best, ...others] = candidates;
  if (best) {
    const inline = new Draft(best.at);
    best.read(inline);
    withoutHeadline(inline, draft);
    draft.absorb(inline);
  }
  for (const other of others) draft.note('dropped', 'a further form of the text', other.at);
  const remote = all(set, 'remoteContent');
  const { picture, caption } = pictured(remote, item);
  draft.lead(picture);
  if (!best) captioned(caption, item);
  clips(remote, draft);
}

function candidateOf(of: XmlElement): Candidate[] {
  const text = rawText(of).trim();
  if (text === '') return [];
  const base = { at: of, length: text.length };
  if (of.name === 'inlineData') {
    const isHtml = /html/i.test(said(of, 'contenttype') ?? '');
    const body = isHtml ? text : paragraphs(rawText(of));
    return [{ ...base, rank: isHtml ? 2 : 1, read: (draft) => draft.body(body) }];
  }
  if (of.name !== 'inlineXML') return [];
  const [nitf] = within(of, 'nitf');
  if (nitf) return [{ ...base, rank: 3, read: (draft) => inlineNitf(nitf, draft) }];
  const root = elements(of)[0];
  if (!root) return [{ ...base, rank: 1, read: (draft) => draft.body(paragraphs(rawText(of))) }];
  return [{ ...base, rank: 3, read: (draft) => xhtml(of, draft) }];
}

function xhtml(of: XmlElement, draft: Draft): void {
  draft.language(said(elements(of)[0], 'xml:lang') ?? said(elements(of)[0], 'lang'), of);
  draft.body(new Markup(draft).inside(at(of, 'html/body') ?? of));
}

/** Some bodies say the headline once more. */
function withoutHeadline(inline: Draft, { data: { headline } }: Draft): void {
  const { body } = inline.data;
  if (typeof body !== 'string' || headline === undefined) return;
  const [whole, text] = /^<h1>([^<>]{1,600})<\/h1>/.exec(body) ?? [];
  if (whole !== undefined && text?.trim() === headline) inline.data.body = body.slice(whole.length);
}

/** What is said of the picture: of the part of the item that it is, else of the item. */
function pictured(
  remote: readonly XmlElement[],
  item: NewsItem,
): { picture: Media | undefined; caption?: string } {
  const { root, draft, catalog, kind } = item;
  const meta = one(root, 'contentMeta');
  const part = all(root, 'partMeta').find((each) => one(each, 'description') ?? one(each, 'creditline'));
  const about = part ?? meta;
  const descriptions = all(about, 'description').map((each) => ({
    role: catalog.meaning(each, 'role')?.code ?? '',
    text: words(each),
  }));
  const caption = (
    descriptions.find(({ role }) => /caption/i.test(role)) ?? (kind === 'text' ? undefined : descriptions[0])
  )?.text;
  const alt = words(one(about, 'altText')) ?? descriptions.find(({ role }) => /^alt/i.test(role))?.text;
  const makers = draft.data.by?.map(({ name }) => name).join(', ');
  const provider = at(root, 'itemMeta/provider');
  const icons = all(meta, 'icon');
  const told = {
    alt,
    caption,
    credit: words(one(about, 'creditline')) ?? (kind === 'picture' ? makers : undefined),
    usageTerms: kind === 'text' ? undefined : draft.data.usageTerms,
    or: {
      alt: caption ?? draft.data.headline,
      credit: draft.data.copyrightHolder ?? nameOf(provider, draft.data.language) ?? makers,
    },
  };
  const pictures = remote.filter((each) => isPicture(said(each, 'contenttype'), said(each, 'href')));
  const shown = pictures.length > 0 ? pictures : icons;
  const renditions = shown.map((each) => renditionOf(each, item));
  return { picture: pictureOf(renditions, told, draft), ...(caption ? { caption } : {}) };
}

function renditionOf(of: XmlElement, { catalog }: NewsItem): Rendition {
  return {
    at: of,
    href: said(of, 'href'),
    type: said(of, 'contenttype'),
    width: said(of, 'width'),
    height: said(of, 'height'),
    bytes: said(of, 'size'),
    role: catalog.meaning(of, 'rendition')?.code,
  };
}

/** A picture or a film by itself is an article that says what it shows. */
function captioned(caption: string | undefined, { draft, kind }: NewsItem): void {
  if (kind === 'text' || caption === undefined) return;
  draft.body(paragraphs(caption));
  draft.note('guessed', 'it has no text; what is said of it stands for one');
}

/** Films and sounds follow the text: the widest of each, as something that readers open. */
function clips(remote: readonly XmlElement[], draft: Draft): void {
  const found = remote.filter((each) => /^(video|audio)\b/i.test(said(each, 'contenttype') ?? ''));
  const clipped = new Set(found);
  const shown = found
    .filter((each) => webAddress(said(each, 'href') ?? '') !== undefined)
    .toSorted((a, b) => Number(said(b, 'width') ?? 0) - Number(said(a, 'width') ?? 0));
  const [best, ...others] = [
    ...shown.filter((each) => /mp4|webm|audio/i.test(said(each, 'contenttype') ?? '')),
    ...shown,
  ];
  const href = best && webAddress(said(best, 'href') ?? '');
  if (href !== undefined) draft.body(clipOf(href, draft.data.headline));
  const rest = new Set([...others, ...found].filter((each) => each !== best));
  const [first] = rest;
  if (first) draft.note('dropped', `${rest.size} further forms of the film or sound`, first);
  for (const each of remote)
    if (!clipped.has(each) && !isPicture(said(each, 'contenttype'), said(each, 'href')))
      draft.note('dropped', 'content that is kept elsewhere, and no picture, film or sound', each);
}
