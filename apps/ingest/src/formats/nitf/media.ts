import type { Media } from '#libs/contracts';
import { webAddress } from '../../body/image.ts';
import type { Draft } from '../draft.ts';
import { pictureOf } from '../picture.ts';
import { all, one, said, words } from '../xml/tree.ts';
import type { XmlElement } from '../xml/xml.ts';

/** What a `media` of NITF is here. */
type Found =
  | { kind: 'picture'; picture: Media }
  | { kind: 'clip'; href: string; caption: string | undefined };

/** A picture, film or sound of NITF, with its caption and whose it is. Nothing of what is kept nowhere on the web. */
export function nitfMedia(of: XmlElement, draft: Draft): Found | undefined {
  const references = all(of, 'media-reference');
  const caption = words(one(of, 'media-caption'));
  const type = said(of, 'media-type') ?? said(references[0], 'mime-type') ?? 'image';
  if (!/^(image|photo|picture|graphic|illustration)/i.test(type)) return clip(of, references, caption);
  const renditions = references.map((at) => ({
    at,
    href: said(at, 'source'),
    type: said(at, 'mime-type'),
    width: said(at, 'width'),
    height: said(at, 'height'),
    role: said(at, 'name'),
  }));
  const alt = references.map((each) => said(each, 'alternate-text')).find((each) => each !== undefined);
  const credit = words(one(of, 'media-producer'));
  const picture = pictureOf(renditions, { alt, caption, credit, or: { alt: caption } }, draft);
  if (!picture && references.length === 0) draft.note('dropped', 'media that names no file', of);
  return picture && { kind: 'picture', picture };

  function clip(
    media: XmlElement,
    from: readonly XmlElement[],
    title: string | undefined,
  ): Found | undefined {
    const href = from.map((each) => said(each, 'source')).find((each) => each && webAddress(each));
    if (href !== undefined) return { kind: 'clip', href, caption: title };
    draft.note('dropped', 'media without an http(s) address', media);
    return undefined;
  }
}
