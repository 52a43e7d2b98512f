import type { Metadata, Sharp, SharpConstructor } from 'sharp';
import { type MediaFacts, mediaLimits } from '#libs/contracts';
import { ProblemError } from '#libs/service';
import { inscriptionOf } from './inscription/inscription.ts';

/** A picture in the form it is kept in. */
export interface Picture {
  type: string;
  bytes: Buffer;
  facts: MediaFacts;
}

/** More than WebP can hold; beyond it a picture is a strip that no page shows. */
const MOST_EDGE_PIXELS = 16_383;
const WORK_SECONDS = 30;
/** The focal point is looked for in a picture of this size: what the eye finds at a glance. */
const GLANCE_PIXELS = 192;

type Kind = 'jpeg' | 'png' | 'webp' | 'avif';

/** What a picture is by its first bytes; names and content types say what they like. */
export function kindOf(bytes: Buffer): Kind | undefined {
  const head = bytes.toString('latin1', 0, 12);
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'webp';
  return ['ftypavif', 'ftypavis'].includes(head.slice(4)) ? 'avif' : undefined;
}

/**
 * Gives a picture the one form everything behind the gate relies on: upright, in sRGB, without a word of
 * where and with what it was made; what is written in it for readers is told beside it. All of it is decoded
 * here, so that what is kept can be shown. The same bytes become the same bytes. Throws a problem on what is no picture, is broken, or is too large.
 */
export async function keepable(bytes: Buffer): Promise<Picture> {
  const kind = kindOf(bytes);
  if (!kind) throw unsupported('send a JPEG, PNG, WebP or AVIF picture');
  // Of any size: whether it is too large is said below, in words.
  const sharp = await library();
  const size = await readable(sharp(bytes, { limitInputPixels: false }).metadata());
  checkSize(size);
  if (kind === 'avif' && size.compression !== 'av1') throw unsupported('a HEIF picture must be AVIF');
  const kept = await smallEnough(bytes, kind);
  const { width, height } = await readable((await open(kept.bytes)).metadata());
  return { ...kept, facts: { width, height, ...(await look(kept.bytes)), ...inscriptionOf(size) } };
}

/** Loaded for the first picture: memory that a gate for events alone does not need. */
async function library(): Promise<SharpConstructor> {
  return (await import('sharp')).default;
}

async function open(bytes: Buffer): Promise<Sharp> {
  const sharp = await library();
  return sharp(bytes, { failOn: 'error', limitInputPixels: mediaLimits.pixels }).timeout({
    seconds: WORK_SECONDS,
  });
}

function checkSize({ width, height }: Metadata): void {
  if (width * height <= mediaLimits.pixels && Math.max(width, height) <= MOST_EDGE_PIXELS) return;
  const detail = `the picture has ${width} × ${height} pixels; at most 50 million, ${MOST_EDGE_PIXELS} on a side`;
  throw new ProblemError('payload_too_large', { detail });
}

/** As it came, without loss where that was without loss; what is too large for that as WebP. */
async function smallEnough(bytes: Buffer, kind: Kind): Promise<Omit<Picture, 'facts'>> {
  const upright = (await open(bytes)).autoOrient().toColourspace('srgb');
  if (kind === 'jpeg') return fitting('image/jpeg', await readable(upright.jpeg({ quality: 90 }).toBuffer()));
  if (kind === 'png') {
    const png = await readable(upright.png().toBuffer());
    if (png.length <= mediaLimits.keptBytes) return { type: 'image/png', bytes: png };
  }
  // An AVIF of many pixels takes minutes to write.
  const webp = await readable(upright.webp({ quality: 90, effort: 2 }).toBuffer());
  return fitting('image/webp', webp);
}

function fitting(type: string, bytes: Buffer): Omit<Picture, 'facts'> {
  if (bytes.length <= mediaLimits.keptBytes) return { type, bytes };
  throw new ProblemError('payload_too_large', { detail: `the picture has ${bytes.length} bytes to be kept` });
}

async function look(bytes: Buffer): Promise<Pick<MediaFacts, 'focal' | 'dominant'>> {
  const sharp = await library();
  const { data, info } = await (await open(bytes))
    .flatten({ background: '#fff' })
    .resize({ width: GLANCE_PIXELS, height: GLANCE_PIXELS, fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const glance = sharp(data, { raw: { width, height, channels } });
  // Only where something is cut off is it looked at what may be.
  const side = Math.min(width, height);
  const cut = { width: side, height: width === height ? Math.max(1, side - 1) : side };
  const [seen, { dominant }] = await Promise.all([
    glance
      .clone()
      .resize({ ...cut, fit: 'cover', position: sharp.strategy.attention })
      .toBuffer({ resolveWithObject: true }),
    glance.stats(),
  ]);
  const hex = [dominant.r, dominant.g, dominant.b].map((part) => part.toString(16).padStart(2, '0'));
  const { attentionX = 0, attentionY = 0 } = seen.info;
  // The corner is the answer where nothing stands out.
  const focal: MediaFacts['focal'] =
    attentionX + attentionY === 0 ? [0.5, 0.5] : [share(attentionX, width), share(attentionY, height)];
  return { focal, dominant: `#${hex.join('')}` };
}

/** A place on an edge, 0 to 1. */
function share(place: number, edge: number): number {
  return Math.round(Math.min(1, Math.max(0, place / edge)) * 100) / 100;
}

/** What the decoder can't read is the sender's: cut off, broken, or not what it begins like. */
async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const fault = {
      pointer: '',
      code: 'unreadable',
      message: 'is cut off or broken: not all of it can be read',
    };
    throw new ProblemError('invalid_parameter', {
      detail: 'the picture can’t be read',
      errors: [fault],
      cause,
    });
  }
}

function unsupported(detail: string): ProblemError {
  return new ProblemError('unsupported_media_type', { detail });
}
