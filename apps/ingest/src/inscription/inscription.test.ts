import { describe, expect, test } from '@jest/globals';
import { readIim } from './iim.ts';
import { inscriptionOf } from './inscription.ts';

/** One data set of IPTC-IIM. */
function dataSet(record: number, number: number, value: Buffer | string): Buffer {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value);
  const head = Buffer.from([0x1c, record, number, 0, 0]);
  head.writeUInt16BE(bytes.length, 3);
  return Buffer.concat([head, bytes]);
}

/** As Photoshop puts it into a JPEG, behind another resource. */
function photoshop(iim: Buffer): Buffer {
  const resource = (id: number, name: string, data: Buffer) => {
    const named = Buffer.from([name.length, ...Buffer.from(name), ...(name.length % 2 === 0 ? [0] : [])]);
    const head = Buffer.from([id >> 8, id & 255]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    return Buffer.concat([Buffer.from('8BIM'), head, named, size, data, Buffer.alloc(data.length % 2)]);
  };
  return Buffer.concat([
    Buffer.from('Photoshop 3.0\0'),
    resource(0x0425, 'abc', Buffer.alloc(7)),
    resource(0x0404, '', iim),
  ]);
}

const rdf = (inner: string, attributes = '') =>
  Buffer.from(`<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" ${attributes}>${inner}</rdf:Description></rdf:RDF></x:xmpmeta>
${' '.repeat(200)}<?xpacket end="w"?>`);
const alt = (...items: [string, string][]) =>
  `<rdf:Alt>${items.map(([lang, text]) => `<rdf:li xml:lang="${lang}">${text}</rdf:li>`).join('')}</rdf:Alt>`;

const utf8 = dataSet(1, 90, '\x1b%G');
/** 여객선 in EUC-KR. */
const euckr = Buffer.from([0xbf, 0xa9, 0xb0, 0xb4, 0xbc, 0xb1]);

describe('IPTC-IIM', () => {
  test.each<[string, Buffer[], string]>([
    ['UTF-8 that says so', [utf8, dataSet(2, 120, '울릉도 여객선')], '울릉도 여객선'],
    ['UTF-8 that does not say so', [dataSet(2, 120, '울릉도 여객선')], '울릉도 여객선'],
    ['EUC-KR', [dataSet(2, 120, euckr)], '여객선'],
    ['Latin-1', [dataSet(2, 120, Buffer.from('Fähre nach Höfn', 'latin1'))], 'Fähre nach Höfn'],
    ['Windows-1252', [dataSet(2, 120, Buffer.from([0x93, 0x68, 0x69, 0x94]))], '“hi”'],
    ['ASCII', [dataSet(2, 120, 'The ferry')], 'The ferry'],
  ])('is read in %s', (_, sets, caption) => {
    const iim = Buffer.concat([...sets, dataSet(2, 110, 'Hanbit')]);
    for (const block of [iim, photoshop(iim)]) expect(readIim(block)).toEqual({ caption, credit: 'Hanbit' });
  });

  test('has several names of those who made it, and much that is nobody’s business', () => {
    const place = [dataSet(2, 90, 'Ulleung'), dataSet(2, 25, 'ferry')];
    const iim = Buffer.concat([dataSet(2, 80, '서하람'), ...place, dataSet(2, 80, 'Mina Harlow')]);
    expect(readIim(iim)).toEqual({ byline: '서하람, Mina Harlow' });
  });

  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['noise', Buffer.from('8BIM\x04\x04\xff')],
    ['a resource that ends nowhere', Buffer.from('Photoshop 3.0\x008BIM\x04\x04\0\0\xff\xff\xff\xff')],
    ['a data set that is longer than the block', Buffer.from([0x1c, 2, 120, 0x7f, 0xff, 65])],
    ['a length of several bytes', Buffer.from([0x1c, 2, 120, 0x80, 4, 0, 0, 0, 1, 65])],
    [
      'a hundred thousand data sets of something else',
      Buffer.alloc(500_000, Buffer.from([0x1c, 2, 5, 0, 0])),
    ],
  ])('of %s is nothing', (_, block) => {
    expect(readIim(block)).toEqual({});
  });
});

describe('what is written in a picture', () => {
  test('is read from XMP as elements', () => {
    const xmp =
      rdf(`<dc:description>${alt(['ko', '부두의 여객선'], ['x-default', 'The ferry at its pier'])}</dc:description>
      <photoshop:Credit>한빛통신 &amp; Friends</photoshop:Credit><dc:creator><rdf:Seq><rdf:li>서하람</rdf:li></rdf:Seq></dc:creator>
      <xmpRights:UsageTerms>${alt(['x-default', '전재 금지'])}</xmpRights:UsageTerms>`);
    expect(inscriptionOf({ xmp })).toEqual({
      caption: 'The ferry at its pier',
      credit: '한빛통신 & Friends',
      usageTerms: '전재 금지',
    });
  });

  test('and as attributes, in NFC and on one line', () => {
    const xmp = rdf('', `photoshop:Credit=" ${'한빛'.normalize('NFD')}\n통신 " dc:description="A  b"`);
    expect(inscriptionOf({ xmp })).toEqual({ caption: 'A b', credit: '한빛 통신' });
  });

  test('names who made it where no credit line does, by either block', () => {
    const seq =
      '<dc:creator><rdf:Seq><rdf:li>서하람</rdf:li><rdf:li>Mina Harlow</rdf:li></rdf:Seq></dc:creator>';
    const maker =
      '<plus:ImageCreator><rdf:Seq><rdf:li rdf:parseType="Resource"><plus:ImageCreatorName>서하람</plus:ImageCreatorName></rdf:li></rdf:Seq></plus:ImageCreator>';
    const iptc = dataSet(2, 80, 'B. Line');
    expect([
      inscriptionOf({ xmp: rdf(seq), iptc }).credit,
      inscriptionOf({ xmp: rdf(maker) }).credit,
      inscriptionOf({ iptc }).credit,
    ]).toEqual(['서하람, Mina Harlow', '서하람', 'B. Line']);
  });

  test('of the two blocks the newer comes first, field by field', () => {
    const iptc = Buffer.concat([utf8, dataSet(2, 120, '옛 설명'), dataSet(2, 110, '옛 통신')]);
    const xmp = rdf('<photoshop:Credit>새 통신</photoshop:Credit>');
    expect(inscriptionOf({ iptc, xmp })).toEqual({ caption: '옛 설명', credit: '새 통신' });
  });

  test.each(['', ' \u200B ', 'OLYMPUS DIGITAL CAMERA', 'IMG_0001.JPG', 'untitled'])(
    'is nothing where nobody has written: %j',
    (text) => {
      expect(inscriptionOf({ iptc: dataSet(2, 120, text) })).toEqual({});
    },
  );

  test('is cut where it is longer than anybody prints', () => {
    const { caption = '' } = inscriptionOf({ iptc: dataSet(2, 120, `${'여객선이 온다. '.repeat(500)}`) });
    expect([caption.length <= 1_000, caption.length > 900]).toEqual([true, true]);
  });

  test.each<[string, string]>([
    ['entities of its own', '<!DOCTYPE a [<!ENTITY l "ha">]><a>&l;</a>'],
    ['a file', '<!DOCTYPE a [<!ENTITY l SYSTEM "file:///etc/passwd">]><a>&l;</a>'],
    ['more depth than a reader has', '<a>'.repeat(100_000)],
    ['no XML', 'x'],
    ['no end', `<a>${' '.repeat(1_000)}`],
  ])('by a packet with %s is that of the other block', (_, xmp) => {
    const iptc = Buffer.concat([utf8, dataSet(2, 120, '설명')]);
    expect(inscriptionOf({ iptc, xmp: Buffer.from(xmp) })).toEqual({ caption: '설명' });
  });

  test('says nothing about where it was taken', () => {
    const xmp = rdf(
      '<photoshop:City>울릉</photoshop:City>',
      'xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="37,29N"',
    );
    expect(inscriptionOf({ xmp, iptc: dataSet(2, 90, '울릉') })).toEqual({});
  });
});
