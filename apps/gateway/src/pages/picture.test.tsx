import { describe, expect, test } from '@jest/globals';
import { DomUtils, parseDocument } from 'htmlparser2';
import { renderToString } from 'preact-render-to-string';
import type { Media } from '#libs/contracts';
import { Figure, Picture, Preload, type Slot } from './picture.tsx';

const mediaId = '0123456789abcdef0123456789abcdef';
const media: Media = {
  mediaId,
  width: 2_000,
  height: 1_334,
  focal: [0.27, 0.94],
  alt: '부두의 <b>여객선</b> "바다"',
  caption: '울릉도로 가는 배',
  credit: 'Illustration: Hangang Daily',
};
const named = (html: string, name: string) => DomUtils.getElementsByTagName(name, parseDocument(html), true);
const show = (changes: Partial<Media>, slot: Slot = 'hero', first = false) =>
  renderToString(<Picture media={{ ...media, ...changes }} slot={slot} first={first} />);

describe('a picture', () => {
  test('is offered in three formats, the smallest first, in the widths of its slot', () => {
    const html = show({}, 'pair');
    const sources = named(html, 'source').map(({ attribs }) => attribs);
    expect(sources.map(({ type }) => type)).toEqual(['image/avif', 'image/webp']);
    expect(sources[0]?.['srcset']).toBe(
      [320, 480, 640, 960].map((width) => `/media/${mediaId}/${width}.avif ${width}w`).join(', '),
    );
    const [img] = named(html, 'img');
    expect(img?.attribs).toMatchObject({ src: `/media/${mediaId}/960.jpg`, width: '2000', height: '1334' });
    for (const { sizes } of [...sources, img?.attribs ?? {}])
      expect(sizes).toMatch(/^\(min-width: 1280px\) 365px, .*, calc\(100vw - 32px\)$/);
  });

  test.each([
    ['pair', 250, '/320.jpg 250w'],
    ['pair', 500, '/320.jpg 320w /480.jpg 480w /640.jpg 500w'],
    ['lead', 400, '/480.jpg 400w'],
    ['lead', 300, '/320.jpg 300w'],
    ['hero', 1_000, '/480.jpg 480w /640.jpg 640w /960.jpg 960w /1280.jpg 1000w'],
  ] as const)('in the slot %s is never promised larger than its %i pixels', (slot, width, expected) => {
    const [img] = named(show({ width }, slot), 'img');
    const set = img?.attribs['srcset']?.replaceAll(`/media/${mediaId}`, '').replaceAll(', ', ' ');
    expect(set).toBe(expected);
  });

  test('keeps its focal point where it is cropped, and waits unless it is the first', () => {
    const attributes = (slot: Slot, first: boolean) => named(show({}, slot, first), 'img')[0]?.attribs;
    expect(attributes('lead', true)).toMatchObject({ class: 'cropped x3 y9', fetchpriority: 'high' });
    expect(attributes('lead', true)).not.toHaveProperty('loading');
    expect(attributes('hero', false)).toMatchObject({ loading: 'lazy' });
    expect(attributes('hero', false)).not.toHaveProperty('fetchpriority');
    expect(attributes('hero', false)).not.toHaveProperty('class');
  });

  test('stands on a ground near to its own colour until it is there', () => {
    const ground = (dominant: string) => named(show({ dominant }), 'img')[0]?.attribs['class'];
    expect([ground('#000000'), ground('#ff8040'), ground('#fdf6e3')]).toEqual(['g000', 'gf84', 'gfff']);
  });

  test('that a reader waits for is fetched before the page is read, as the smallest it is offered as', () => {
    const html = renderToString(<Preload media={media} slot="lead" />);
    expect(named(html, 'link')[0]?.attribs).toMatchObject({
      as: 'image',
      type: 'image/avif',
      imagesrcset: [480, 640, 960, 1280]
        .map((width) => `/media/${mediaId}/${width}.avif ${width}w`)
        .join(', '),
    });
    expect(renderToString(<Preload media={{ alt: 'x' }} slot="lead" />)).toBe('');
  });

  test('is described by words that are only words', () => {
    expect(named(show({}), 'img')[0]?.attribs['alt']).toBe(media.alt);
    expect(named(show({}), 'b')).toEqual([]);
    expect(named(show({ alt: undefined }), 'img')[0]?.attribs['alt']).toBe('');
  });

  test.each<[string, Partial<Media>]>([
    ['is elsewhere', { mediaId: undefined, href: 'https://a.example/1.jpg' }],
    ['is not kept', { width: undefined, height: undefined }],
  ])('that %s is not shown; in an article its words are', (_, changes) => {
    expect(show(changes)).toBe('');
    const missing = { ...media, ...changes };
    expect(renderToString(<Figure media={missing} slot="hero" />)).toBe('');
    const html = renderToString(<Figure media={missing} slot="body" words />);
    expect(named(html, 'img')).toEqual([]);
    expect(DomUtils.textContent(parseDocument(html))).toBe('울릉도로 가는 배 Illustration: Hangang Daily');
  });
});

test('a figure says what it shows and whose it is, and nothing where there is nothing to say', () => {
  const caption = (changes: Partial<Media>) =>
    named(renderToString(<Figure media={{ ...media, ...changes }} slot="hero" />), 'figcaption').map((each) =>
      DomUtils.textContent(each).trim(),
    );
  expect(caption({})).toEqual(['울릉도로 가는 배 Illustration: Hangang Daily']);
  expect(caption({ caption: undefined })).toEqual(['Illustration: Hangang Daily']);
  expect(caption({ caption: undefined, credit: undefined })).toEqual([]);
});
