import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { formats, render, renditionPath, type Wanted, wanted, widths, widthsFor } from './rendition.ts';

const mediaId = '0123456789abcdef0123456789abcdef';
const every = widths.flatMap((width) =>
  (['avif', 'webp', 'jpg'] as const).map((format): Wanted => ({ mediaId, width, format })),
);

test.each(every)('an address means a rendition: $width.$format', (want) => {
  const [, , id = '', rendition = ''] = renditionPath(want).split('/');
  expect(wanted(id, rendition)).toEqual(want);
});

test.each([
  [mediaId, '321.webp'],
  [mediaId, '0320.webp'],
  [mediaId, '320.png'],
  [mediaId, '320.constructor'],
  [mediaId, '320.jpeg'],
  [mediaId, '320'],
  [mediaId, '-320.jpg'],
  [mediaId, '320.jpg.jpg'],
  [mediaId, '320.JPG'],
  [mediaId.toUpperCase(), '320.jpg'],
  [mediaId.slice(1), '320.jpg'],
  ['../articles', '320.jpg'],
])('and no other address does: %s/%s', (id, rendition) => {
  expect(wanted(id, rendition)).toBeUndefined();
});

test.each([
  [200, ['320 shows 200']],
  [320, ['320 shows 320']],
  [700, ['320 shows 320', '480 shows 480', '640 shows 640', '960 shows 700']],
  [9_000, widths.map((width) => `${width} shows ${width}`)],
])('of %i pixels no width promises more', (pixels, expected) => {
  expect(widthsFor(pixels).map(({ width, shown }) => `${width} shows ${shown}`)).toEqual(expected);
});

describe('a rendition', () => {
  const original = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 4, background: '#b81d2e80' } })
      .png()
      .toBuffer();

  test.each(every.filter(({ width }) => width <= 640))(
    'has its width and its format: $width.$format',
    async (want) => {
      const bytes = await render(await original(1_600, 1_067), want);
      const { format, compression, width, height } = await sharp(bytes).metadata();
      const kind = format === 'heif' ? compression : format;
      expect({ kind, width, height }).toEqual({
        kind: { avif: 'av1', webp: 'webp', jpg: 'jpeg' }[want.format],
        width: want.width,
        height: Math.round((want.width * 1_067) / 1_600),
      });
      expect(formats[want.format]).toBe(`image/${want.format.replace('jpg', 'jpeg')}`);
    },
  );

  test('is never larger than the picture', async () => {
    const bytes = await render(await original(300, 200), { mediaId, width: 960, format: 'webp' });
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 300, height: 200 });
  });
});
