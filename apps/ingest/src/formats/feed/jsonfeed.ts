import { excerpt } from '#libs/text';
import { webAddress } from '../../body/image.ts';
import { bylineOf } from '../byline.ts';
import { Draft } from '../draft.ts';
import { isObject, jsonOf, Members, unreadable } from '../json.ts';
import { clipOf, paragraphs } from '../markup.ts';
import { wordsOfHtml } from '../page/text.ts';
import { isPicture, pictureOf } from '../picture.ts';
import type { Adapter, FieldRule, WireItem } from '../wire.ts';

/** JSON Feed 1.0 and 1.1. */

const fields: readonly FieldRule[] = [
  { from: 'items[].id', to: 'uri', how: 'without one: url' },
  { from: 'items[].date_modified, date_published', how: 'the version, where the source counts by it' },
  { from: 'items[].title', to: 'headline', how: 'without one: the first words of the text' },
  { from: 'items[].content_html, content_text', to: 'body', how: 'without both: summary' },
  { from: 'items[].summary', to: 'standfirst' },
  { from: 'items[].date_published', to: 'contentCreated', how: 'without it: date_modified' },
  { from: 'items[].image, banner_image', to: 'lead', how: 'its credit is who the feed is by' },
  { from: 'items[].authors, author', to: 'by', how: 'without them: those of the feed' },
  { from: 'items[].tags', to: 'tags' },
  { from: 'items[].attachments', to: 'body', how: 'sound and films, behind the text' },
  { from: 'items[].language, language', to: 'language' },
  { from: 'title', how: 'credit of pictures' },
  { from: 'items[].url, external_url', how: 'only where there is no id' },
];

const known = new Set(
  'id url external_url title content_html content_text summary image banner_image date_published date_modified author authors tags language attachments'.split(
    ' ',
  ),
);

export const jsonFeed: Adapter = {
  format: 'json-feed',
  read(bytes: Buffer): WireItem[] {
    const value = jsonOf(bytes);
    if (!isObject(value) || !Array.isArray(value['items']))
      throw unreadable('', 'is no object with a list of items');
    const feed = new Members(value, '');
    const version = feed.text('version') ?? '';
    const plain = /^https:\/\/jsonfeed\.org\/version\/1(\.1)?$/.test(version);
    const title = feed.text('title') !== undefined;
    return value['items'].map((each: unknown, index) => {
      const pointer = `/items/${index}`;
      if (!isObject(each)) throw unreadable(pointer, 'is no object');
      const draft = new Draft(pointer);
      if (!plain) draft.note('off_schema', 'the version is none of JSON Feed 1', '/version');
      if (!title) draft.note('off_schema', 'the feed has no title', '');
      return itemOf(new Members(each, pointer), feed, draft);
    });
  },
  fields,
};

function itemOf(item: Members, feed: Members, draft: Draft): WireItem {
  const id = item.value['id'];
  if (typeof id !== 'string') draft.note('off_schema', 'has no id that is a text', item.at('id'));
  draft.uri(item.text('id', 'url', 'external_url'), item.at('id', 'url'));
  draft.language((item.has('language') ? item : feed).text('language'), item.at('language'));
  times(item, draft);
  const text = textOf(item, draft);
  headline(item, draft, text.words);
  authors(item, feed, draft);
  for (const { value, pointer } of item.list('tags')) {
    if (typeof value === 'string') draft.tag(value, undefined, pointer);
  }
  picture(item, feed, draft);
  draft.data.body = text.html + clips(item, draft);
  // Names with an underscore are extensions, which readers leave alone.
  for (const name of Object.keys(item.value).filter((each) => !known.has(each) && !each.startsWith('_')))
    draft.note('off_schema', `${name.slice(0, 60)} is no member of an item, and is not kept`, item.at(name));
  return draft.item();
}

function times(item: Members, draft: Draft): void {
  const published = draft.time('contentCreated', item.at('date_published'), item.text('date_published'));
  const modified = draft.time(undefined, item.at('date_modified'), item.text('date_modified'));
  if (published === undefined && modified !== undefined) draft.data.contentCreated = modified;
  draft.versionCreated = modified ?? published;
}

function textOf(item: Members, draft: Draft): { html: string; words: string } {
  const html = item.text('content_html');
  const plain = item.text('content_text');
  const summary = item.text('summary');
  if (html === undefined && plain === undefined) {
    draft.note(summary === undefined ? 'off_schema' : 'guessed', 'has no content', item.pointer);
  } else draft.line('standfirst', summary, item.at('summary'));
  if (html !== undefined) return { html, words: wordsOfHtml(html) };
  const words = plain ?? summary ?? '';
  return { html: paragraphs(words), words };
}

function headline(item: Members, draft: Draft, words: string): void {
  const title = item.text('title');
  draft.line('headline', title === undefined ? excerpt(words, 100) : wordsOfHtml(title), item.at('title'));
  if (title === undefined) draft.note('guessed', 'has no title; the first words of its text stand for one');
}

function authors(item: Members, feed: Members, draft: Draft): void {
  const own = item.objects('authors', 'author');
  for (const author of own.length > 0 ? own : feed.objects('authors', 'author')) {
    for (const { name, role } of bylineOf(author.text('name') ?? '')) draft.by(name, role, author.pointer);
  }
}

function picture(item: Members, feed: Members, draft: Draft): void {
  const attached = item
    .objects('attachments')
    .filter((each) => /^image\//.test(each.text('mime_type') ?? ''));
  const renditions = [
    { at: item.at('image', 'banner_image'), href: item.text('image', 'banner_image') },
    ...attached.map((each) => ({ at: each.at('url'), href: each.text('url') })),
  ].filter(({ href }) => href !== undefined);
  const [first] = renditions;
  if (!first) return;
  const or = { credit: feed.text('title'), alt: item.text('title') };
  draft.lead(pictureOf([first], { or }, draft));
}

function clips(item: Members, draft: Draft): string {
  return item
    .objects('attachments')
    .map((each) => {
      const [href = '', type = ''] = [each.text('url'), each.text('mime_type')];
      if (isPicture(type, href)) return '';
      if (/^(audio|video)\//.test(type) && webAddress(href) !== undefined)
        return clipOf(href, each.text('title'));
      draft.note('dropped', 'an attachment that is neither picture, sound nor film', each.pointer);
      return '';
    })
    .join('');
}
