import type { MediaFacts } from '#libs/contracts';
import { clean, excerpt } from '#libs/text';
import { Unreadable } from '../formats/wire.ts';
import { readIim } from './iim.ts';
import { readXmp, type XmpFields } from './xmp.ts';

/** Words that stand beside a picture. */
export type Inscription = Pick<MediaFacts, 'caption' | 'credit' | 'usageTerms'>;

/** As long as `MediaFacts` has them. */
const most = { caption: 1_000, credit: 200, usageTerms: 300 } as const;

/** What programs and cameras write where nobody has written anything. */
const NOBODY =
  /^(default|untitled|image|photo|[\w ]*digital camera|created with .*|.*\.(jpe?g|png|webp|avif))$/i;

/**
 * What is written in a picture for its readers, out of its two blocks. XMP comes first, as the newer of the two,
 * field by field. A block that can't be read says nothing: its picture is good all the same.
 */
export function inscriptionOf({
  iptc,
  xmp,
}: {
  iptc?: Buffer | undefined;
  xmp?: Buffer | undefined;
}): Inscription {
  const iim = iptc ? readIim(iptc) : {};
  const newer = xmp ? xmpOf(xmp) : { creators: [] };
  const creators = newer.creators.length > 0 ? newer.creators.join(', ') : iim.byline;
  const credit = printable('credit', newer.credit) ?? printable('credit', iim.credit);
  const found = {
    caption: printable('caption', newer.caption) ?? printable('caption', iim.caption),
    credit: credit ?? printable('credit', creators),
    usageTerms: printable('usageTerms', newer.usageTerms),
  };
  return Object.fromEntries(Object.entries(found).filter(([, text]) => text !== undefined));
}

function xmpOf(packet: Buffer): XmpFields {
  try {
    return readXmp(packet);
  } catch (error) {
    if (error instanceof Unreadable) return { creators: [] };
    throw error;
  }
}

function printable(name: keyof typeof most, text = ''): string | undefined {
  const line = clean(text);
  if (line === '' || NOBODY.test(line)) return undefined;
  return line.length <= most[name] ? line : excerpt(line, most[name]);
}
