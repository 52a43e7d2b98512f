import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { ProblemError } from '#libs/service';
import { keepable, kindOf } from './picture.ts';

const SEA = '#1b4f91';
/** A sea of one colour with a red boat in it, of which the eye sees nothing else. */
function aPicture(width = 600, height = 400): Sharp {
  const boat = Buffer.from(
    `<svg width="${width}" height="${height}"><circle cx="${width * 0.8}" cy="${height * 0.3}" r="${height / 12}" fill="#ff2010"/></svg>`,
  );
  return sharp({ create: { width, height, channels: 3, background: SEA } }).composite([{ input: boat }]);
}
const jpeg = () => aPicture().jpeg().toBuffer();

/** A PNG whose head names a size; its pixels need not be there. */
function pngOf(width: number, height: number, pixels = Buffer.alloc(64)): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const whole = Buffer.alloc(body.length + 8);
    whole.writeUInt32BE(data.length);
    body.copy(whole, 4);
    whole.writeUInt32BE(crc32(body), body.length + 4);
    return whole;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const parts = [chunk('IHDR', head), chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}

/** What became of it: what is kept, or the code of the problem. */
async function outcome(bytes: Buffer): Promise<string> {
  return keepable(bytes).then(
    ({ type }) => type,
    (error: unknown) => (error instanceof ProblemError ? error.code : `unforeseen: ${error}`),
  );
}

describe('a picture is kept', () => {
  test.each([
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['webp', 'image/webp'],
    ['avif', 'image/webp'],
  ] as const)('from %s as %s, with its size, its colour and where the eye falls', async (format, type) => {
    const bytes = await aPicture()
      [format]({ effort: 1 } as never)
      .toBuffer();
    expect(kindOf(bytes)).toBe(format);
    const kept = await keepable(bytes);
    const { format: keptAs, width, height } = await sharp(kept.bytes).metadata();
    expect({ type: kept.type, keptAs: `image/${keptAs}`, width, height }).toEqual({
      type,
      keptAs: type,
      width: 600,
      height: 400,
    });
    expect(kept.facts).toMatchObject({ width: 600, height: 400 });
    const [x, y] = kept.facts.focal;
    expect([Math.abs(x - 0.8) < 0.1, Math.abs(y - 0.3) < 0.12]).toEqual([true, true]);
    // Found in steps of 16.
    const parts = [1, 3, 5].map((at) => Number.parseInt(kept.facts.dominant.slice(at, at + 2), 16));
    const sea = [27, 79, 145];
    expect(parts.every((part, index) => Math.abs(part - (sea[index] ?? 0)) <= 16)).toBe(true);
  });

  test('upright, without a word of where and with what it was made', async () => {
    const place = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '37/1 33/1 0/1' } };
    const bytes = await aPicture()
      .jpeg()
      .withExif({ IFD0: { Make: 'Haneul Optics', Copyright: '서하람' }, ...place })
      .withMetadata({ orientation: 6 })
      .withIccProfile('p3')
      .toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({
      width: 600,
      orientation: 6,
      exif: expect.anything(),
    });
    const { bytes: kept, facts } = await keepable(bytes);
    const { exif, icc, xmp, iptc, orientation, space } = await sharp(kept).metadata();
    expect({ exif, icc, xmp, iptc, orientation, space }).toEqual({ space: 'srgb' });
    expect(facts).toMatchObject({ width: 400, height: 600 });
    expect(kept.includes('Haneul')).toBe(false);
  });

  test('the same one as the same bytes', async () => {
    const bytes = await jpeg();
    const [first, second] = await Promise.all([keepable(bytes), keepable(Buffer.from(bytes))]);
    expect(first).toEqual(second);
  });

  test('with its transparent parts', async () => {
    const bytes = await sharp({ create: { width: 9, height: 9, channels: 4, background: '#ff000080' } })
      .png()
      .toBuffer();
    expect((await sharp((await keepable(bytes)).bytes).metadata()).hasAlpha).toBe(true);
  });

  test.each([
    [1, 1],
    [1, 900],
    [900, 1],
    [300, 300],
  ])('of %i × %i pixels, in its middle where nothing stands out', async (width, height) => {
    const bytes = await sharp({ create: { width, height, channels: 3, background: SEA } })
      .png()
      .toBuffer();
    const { facts } = await keepable(bytes);
    expect(facts).toMatchObject({ width, height });
    expect(facts.focal).toEqual([0.5, 0.5]);
  });
});

describe('a picture is refused in words', () => {
  test.each<[string, () => Promise<Buffer>, string]>([
    ['nothing', async () => Buffer.alloc(0), 'unsupported_media_type'],
    ['a text', async () => Buffer.from('그림이 아니다'), 'unsupported_media_type'],
    ['SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'unsupported_media_type'],
    ['GIF', async () => aPicture().gif().toBuffer(), 'unsupported_media_type'],
    ['TIFF', async () => aPicture().tiff().toBuffer(), 'unsupported_media_type'],
    [
      'a page that begins like a JPEG',
      async () => Buffer.from('\xff\xd8\xff<html></html>', 'latin1'),
      'invalid_parameter',
    ],
    ['a JPEG cut off in the middle', async () => (await jpeg()).subarray(0, 2_000), 'invalid_parameter'],
    ['a JPEG cut off after its head', async () => (await jpeg()).subarray(0, 300), 'invalid_parameter'],
    ['a PNG cut off', async () => (await aPicture().png().toBuffer()).subarray(0, 600), 'invalid_parameter'],
    [
      'a WebP cut off',
      async () => (await aPicture().webp().toBuffer()).subarray(0, 500),
      'invalid_parameter',
    ],
    [
      'an AVIF cut off',
      async () => (await aPicture().avif().toBuffer()).subarray(0, 500),
      'invalid_parameter',
    ],
    ['a few bytes that say 100,000 × 100,000', async () => pngOf(100_000, 100_000), 'payload_too_large'],
    ['2 GB that are 2 MB', async () => pngOf(30_000, 22_000), 'payload_too_large'],
    ['a strip of one line', async () => pngOf(40_000, 1), 'payload_too_large'],
    ['fewer pixels than it says', async () => pngOf(4_000, 4_000), 'invalid_parameter'],
    ['a size of 0', async () => pngOf(0, 5), 'invalid_parameter'],
  ])('%s', async (_, make, code) => {
    expect(await outcome(await make())).toBe(code);
  });

  test('whatever is broken in it: no bytes end the process', async () => {
    const whole = await Promise.all([
      jpeg(),
      aPicture(60, 40).png().toBuffer(),
      aPicture(60, 40).webp().toBuffer(),
    ]);
    for (const bytes of whole) {
      for (let at = 12; at < bytes.length; at += Math.ceil(bytes.length / 40)) {
        const broken = Buffer.from(bytes);
        broken.fill(0xff, at, Math.min(at + 7, bytes.length));
        expect(await outcome(broken)).not.toContain('unforeseen');
      }
    }
  });
});
