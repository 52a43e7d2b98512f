/** What a picture says of itself by IPTC-IIM 4.2, the older of the two ways; only what readers are shown. */
export interface IimFields {
  caption?: string;
  credit?: string;
  byline?: string;
}

/** Data sets of the application record, by their numbers. */
const dataSets: ReadonlyMap<number, keyof IimFields> = new Map([
  [120, 'caption'],
  [110, 'credit'],
  [80, 'byline'],
]);

const PHOTOSHOP = 'Photoshop 3.0\0';
const IIM_RESOURCE = 0x0404;
/** No newsroom has more; beyond it somebody wants a reader to tire. */
const MOST_DATA_SETS = 1_000;
const UTF8 = '\x1b%G';

/** Reads the block as a JPEG carries it, in Photoshop's resources, or bare; of what is cut off all that is whole. */
export function readIim(block: Buffer): IimFields {
  const fields = new Map<keyof IimFields, Buffer[]>();
  let utf8 = false;
  for (const { record, number, value } of dataSetsIn(iimIn(block))) {
    if (record === 1 && number === 90) utf8 = value.toString('latin1') === UTF8;
    const name = record === 2 ? dataSets.get(number) : undefined;
    if (name) fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.map((value) => textOf(value, utf8)).join(', ')]),
  );
}

/** The IIM among Photoshop's resources: each has a sign, a number, a name and a length, all padded to even. */
function iimIn(block: Buffer): Buffer {
  let at = block.toString('latin1', 0, PHOTOSHOP.length) === PHOTOSHOP ? PHOTOSHOP.length : 0;
  while (at + 12 <= block.length && block.toString('latin1', at, at + 4) === '8BIM') {
    const id = block.readUInt16BE(at + 4);
    const name = 1 + block.readUInt8(at + 6);
    const head = at + 6 + name + (name % 2);
    if (head + 4 > block.length) break;
    const length = block.readUInt32BE(head);
    if (id === IIM_RESOURCE) return block.subarray(head + 4, head + 4 + length);
    at = head + 4 + length + (length % 2);
  }
  return at === 0 ? block : Buffer.alloc(0);
}

interface DataSet {
  record: number;
  number: number;
  value: Buffer;
}

function dataSetsIn(iim: Buffer): DataSet[] {
  const found: DataSet[] = [];
  for (let at = 0; at + 5 <= iim.length && iim[at] === 0x1c && found.length < MOST_DATA_SETS; ) {
    const size = iim.readUInt16BE(at + 3);
    // A length that is given in more bytes is for pictures inside of pictures, which are not read.
    if (size > 0x7fff || at + 5 + size > iim.length) break;
    const value = iim.subarray(at + 5, at + 5 + size);
    found.push({ record: iim.readUInt8(at + 1), number: iim.readUInt8(at + 2), value });
    at += 5 + size;
  }
  return found;
}

/**
 * Most programs write UTF-8 and some do not say so; older ones wrote what their machine did. Two bytes with the
 * high bit for each letter are Korean; a single one is a letter with an accent.
 */
function textOf(value: Buffer, utf8: boolean): string {
  const read = (name: string, fatal = true) => {
    try {
      return new TextDecoder(name, { fatal }).decode(value);
    } catch {
      return undefined;
    }
  };
  if (utf8) return read('utf-8', false) ?? '';
  return read('utf-8') ?? (isPaired(value) ? read('euc-kr') : undefined) ?? read('windows-1252', false) ?? '';
}

/** Whether bytes with the high bit come in twos that KS X 1001 has: rows and cells from 0xA1. */
function isPaired(value: Buffer): boolean {
  return /^(?:[\0-\x7f]|[\xa1-\xfe]{2})*$/.test(value.toString('latin1'));
}
