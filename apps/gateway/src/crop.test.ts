import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { areaOf, type Crop, cropAt, cropName, cropsOf, shownSize } from './crop.ts';
import { render, renditionPath, wanted } from './rendition.ts';

const mediaId = '0123456789abcdef0123456789abcdef';
const [wide, , square] = cropsOf([0.3, 1]);

test.each(cropsOf([0, 0.96]))('an address means a crop: $width × $height', (crop) => {
  expect(cropAt(cropName(crop))).toEqual(crop);
  const [, , id = '', rendition = ''] = renditionPath({ mediaId, format: 'jpg', width: 1200, crop }).split(
    '/',
  );
  expect(wanted(id, rendition)).toEqual({ mediaId, format: 'jpg', width: 1200, crop });
});

test.each(['1200x675', '1200x675-x11y0', '1200x676-x1y1', '1200x675-x1', '1200x675-x01y1', '675x1200-x1y1'])(
  'and no other address does: %s',
  (word) => {
    expect(cropAt(word)).toBeUndefined();
    expect(wanted(mediaId, `${word}.jpg`)).toBeUndefined();
  },
);

test('crops come as one format', () => {
  expect(wanted(mediaId, '1200x675-x5y5.webp')).toBeUndefined();
});

describe('a crop', () => {
  test.each([
    [{ width: 2400, height: 1600 }, wide, { left: 0, top: 250, width: 2400, height: 1350 }],
    [{ width: 2400, height: 1600 }, square, { left: 0, top: 0, width: 1600, height: 1600 }],
    [{ width: 300, height: 900 }, square, { left: 0, top: 600, width: 300, height: 300 }],
    [{ width: 1, height: 1 }, wide, { left: 0, top: 0, width: 1, height: 1 }],
  ])('of %o keeps the point and its shape', (whole, crop, expected) => {
    expect(areaOf(whole, crop as Crop)).toEqual(expected);
  });

  test('is that part of the picture', async () => {
    // Left half red, right half blue.
    const half = await sharp({ create: { width: 900, height: 900, channels: 3, background: '#0000ff' } })
      .png()
      .toBuffer();
    const original = await sharp({ create: { width: 1800, height: 900, channels: 3, background: '#ff0000' } })
      .composite([{ input: half, left: 900, top: 0 }])
      .png()
      .toBuffer();
    const colourAt = async (x: number) => {
      const crop = { width: 1200, height: 1200, x, y: 5 };
      const bytes = await render(original, { mediaId, width: 1200, format: 'jpg', crop });
      const { width, height } = await sharp(bytes).metadata();
      expect({ width, height }).toEqual(shownSize({ width: 1800, height: 900 }, crop));
      const { dominant } = await sharp(bytes).stats();
      return dominant.r > dominant.b ? 'red' : 'blue';
    };
    expect([await colourAt(0), await colourAt(10)]).toEqual(['red', 'blue']);
  });
});
