import type { Media } from '#libs/contracts';
import { webAddress } from '../../body/image.ts';
import type { Draft } from '../draft.ts';
import type { Members } from '../json.ts';
import { clipOf, figureOf } from '../markup.ts';
import { isPicture, pictureOf, type Rendition } from '../picture.ts';
import { altOf, descriptionOf, headlineOf } from './text.ts';

/** Pictures and films of ninjs: those of an item itself, and of the items that belong to it. */

const LEAD = /main|lead|feature|hero|top/i;
/** What belongs to the sender and not to the story. */
const EMBLEM = /logo|icon|avatar/i;

/** What the item shows itself: a picture, or a film as the HTML of a link to it. */
export function ownMedia(item: Members, draft: Draft): { picture?: Media; clip?: string } {
  const renditions = item.entries('renditions').map(({ name, members }) => renditionOf(name, members));
  const shown = renditions.filter(({ type, href }) => isPicture(type, href));
  const nature = item.text('type');
  const caption = descriptionOf(item);
  if (nature === 'video' || nature === 'audio') {
    const film = renditions.find(
      ({ type, href }) => /^(video|audio)\//.test(type ?? '') && webAddress(href ?? ''),
    );
    const title = headlineOf(item) ?? caption;
    return film?.href === undefined ? {} : { clip: clipOf(film.href, title?.slice(0, 300)) };
  }
  if (shown.length === 0) return {};
  const credit = item.text('by', 'byline') ?? item.text('copyrightHolder') ?? item.text('copyrightNotice');
  const words = { alt: altOf(item), caption, credit, usageTerms: item.text('usageTerms') };
  const picture = pictureOf(shown, words, draft);
  return picture ? { picture } : {};
}

/** What belongs to the article: its first picture leads, the others and the films follow the text. */
export function associated(item: Members, draft: Draft): string {
  const all = item.entries('associations');
  const kept = all.filter(({ name }) => !EMBLEM.test(name));
  for (const { members } of all.filter(({ name }) => EMBLEM.test(name))) {
    draft.note('dropped', 'an emblem of the sender is not shown', members.pointer);
  }
  const first = kept.filter(({ name }) => LEAD.test(name));
  const order = [...first, ...kept.filter((each) => !first.includes(each))];
  const pieces: string[] = [];
  for (const { members } of order) {
    const { picture, clip } = ownMedia(members, draft);
    if (picture && !draft.data.lead) draft.lead(picture);
    else if (picture) pieces.push(figureOf(picture));
    else if (clip) pieces.push(clip);
    else draft.related(members.text('uri', 'guid'));
  }
  return pieces.join('');
}

function renditionOf(name: string, members: Members): Rendition {
  return {
    at: members.pointer,
    href: members.text('href'),
    type: members.text('contentType', 'mimetype'),
    width: members.text('width'),
    height: members.text('height'),
    bytes: members.text('sizeInBytes'),
    role: `${name} ${members.text('title') ?? ''}`,
  };
}
