import { type Media, MediaId, mediaLimits } from '#libs/contracts';
import { areaOf, type Crop, cropAt, cropName } from './crop.ts';

/** Widths a picture is offered in, pixels. */
export const widths = [320, 480, 640, 960, 1280, 1600] as const;
export type Width = (typeof widths)[number];

/** What it is offered as, the smallest first. */
export const formats = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpg: 'image/jpeg',
} as const;
export type Format = keyof typeof formats;

export interface Wanted {
  mediaId: string;
  width: Width | Crop['width'];
  format: Format;
  /** Absent: the whole picture. */
  crop?: Crop;
}

/** Which rendition an address means: `/media/<id>/<width>.<format>`, or `/media/<id>/1200x675-x5y3.jpg`. */
export function wanted(mediaId: string, rendition: string): Wanted | undefined {
  const [, digits = '', ending = ''] = /^([\w-]+)\.(\w+)$/.exec(rendition) ?? [];
  if (!MediaId.safeParse(mediaId).success) return undefined;
  const crop = cropAt(digits);
  if (crop && ending === 'jpg') return { mediaId, width: crop.width, format: 'jpg', crop };
  const width = widths.find((each) => String(each) === digits);
  const format = Object.hasOwn(formats, ending) ? (ending as Format) : undefined;
  return width && format ? { mediaId, width, format } : undefined;
}

export function renditionPath({ mediaId, width, format, crop }: Wanted): string {
  return `/media/${mediaId}/${crop ? cropName(crop) : width}.${format}`;
}

/** A picture that is kept here: what of it there is to show. */
export interface Kept {
  mediaId: string;
  width: number;
  height: number;
}

/** Foreign pictures are never loaded, and of one that is not kept any more there is nothing to load. */
export function keptOf({ mediaId, width, height }: Media): Kept | undefined {
  return mediaId && width && height ? { mediaId, width, height } : undefined;
}

/** Widths that a picture of so many pixels has something to show in: the first that holds all of it is the last. */
export function widthsFor(pixels: number): { width: Width; shown: number }[] {
  const last = widths.find((width) => width >= pixels) ?? Math.max(...widths);
  return widths.filter((width) => width <= last).map((width) => ({ width, shown: Math.min(width, pixels) }));
}

/** Makes a rendition; a picture is never made larger than it is. */
export async function render(original: Buffer, { width, format, crop }: Wanted): Promise<Buffer> {
  // Loaded for the first picture: memory that a gateway without pictures does not need.
  const { default: sharp } = await import('sharp');
  const whole = sharp(original, { limitInputPixels: mediaLimits.pixels }).timeout({ seconds: 30 });
  const part = crop ? whole.extract(areaOf(await whole.metadata(), crop)) : whole;
  const resized = part.resize({ width, withoutEnlargement: true });
  switch (format) {
    case 'avif':
      // 1600 pixels take half a second; with more effort ten seconds, for 5 % fewer bytes.
      return resized.avif({ quality: 52, effort: 1 }).toBuffer();
    case 'webp':
      return resized.webp({ quality: 76 }).toBuffer();
    case 'jpg':
      return resized.flatten({ background: '#fff' }).jpeg({ quality: 78, mozjpeg: true }).toBuffer();
  }
}
