import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import { ProblemError } from '#libs/service';

/** The most that a payload may have, inflated: a bomb is cut there, and no more of it is ever in memory. */
export const PAYLOAD_BYTES = 10_000_000;

const decoders: Readonly<
  Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
};

/** The bytes of a body without its content coding; throws `payload_too_large`, `unsupported_media_type`, `invalid_event`. */
export async function inflated(bytes: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (bytes.length > PAYLOAD_BYTES) throw tooLarge();
  const coding = (encoding ?? 'identity').trim().toLowerCase();
  if (coding === 'identity' || coding === '') return bytes;
  const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
  if (!decode) throw new ProblemError('unsupported_media_type', { detail: 'Content-Encoding is gzip or br' });
  try {
    return await decode(bytes, { maxOutputLength: PAYLOAD_BYTES });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    const fault = { pointer: '', code: 'unreadable', message: `is not ${coding}` };
    throw new ProblemError('invalid_event', { errors: [fault], cause });
  }
}

function tooLarge(): ProblemError {
  return new ProblemError('payload_too_large', { detail: 'a payload has at most 10 MB, inflated' });
}
