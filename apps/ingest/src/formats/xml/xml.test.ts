import { describe, expect, test } from '@jest/globals';
import { atom } from '../feed/atom.ts';
import { rss } from '../feed/rss.ts';
import { newsml } from '../newsml/newsml.ts';
import { nitf } from '../nitf/nitf.ts';
import { Unreadable } from '../wire.ts';
import { mostXml } from './survey.ts';
import { one, pointerTo, said, within, words } from './tree.ts';
import { readXml } from './xml.ts';

const MEGABYTE = 2 ** 20;

describe('a tree of XML', () => {
  test('has names without prefixes, words of text and CDATA, and knows where each stands', () => {
    const { root, notes } = readXml(
      '\n<?xml version="1.0"?><a xmlns="urn:x" xmlns:m="http://search.yahoo.com/mrss/"><m:b>하나</m:b><b x=" 둘 "/><b><![CDATA[<셋>]]> &amp; &#xB137;</b></a>',
    );
    const [first, second, third] = within(root, 'b');
    expect([first?.prefix, words(first), said(second, 'x'), words(third)]).toEqual([
      'media',
      '하나',
      '둘',
      '<셋> & 넷',
    ]);
    expect(third && pointerTo(third)).toBe('/a/b[2]');
    expect(notes).toEqual([]);
  });

  test.each([
    ['letters of HTML', '<a>A&nbsp;B &copy; &eacute;</a>', 'A B © é', 'guessed'],
    ['signs that begin nothing', '<a href="?x=1&y=2">울릉 & 독도, AT&T</a>', '울릉 & 독도, AT&T', 'guessed'],
    ['characters that XML has not', '<a>A\u0000\u000BB&#0;&#xFFFF;&#xD800;C</a>', 'ABC', 'dropped'],
    ['an entity that nobody knows', '<a>A&hanbit;B</a>', 'AB', 'dropped'],
    ['a prefix without a namespace', '<a><media:b>C</media:b></a>', 'C', 'off_schema'],
  ])('is read in spite of %s, which is told', (_, text, expected, code) => {
    const { root, notes } = readXml(text);
    expect(words(root)).toBe(expected);
    expect(notes.map((note) => note.code)).toContain(code);
  });

  test('has no signs put right in CDATA and comments', () => {
    const { root, notes } = readXml('<a><!-- & & --><![CDATA[Q&A &nbsp; &]]></a>');
    expect([words(root), notes]).toEqual(['Q&A &nbsp; &', []]);
  });

  test.each([
    '',
    'words',
    '<a>',
    '<a></b>',
    '<a b=1/>',
    '<a b="1" b="2"/>',
    '<a/><b/>',
    '<a><b></a></b>',
    '{"a":1}',
    '<!-- -->',
  ])('is not %j', (text) => {
    expect(() => readXml(text)).toThrow(Unreadable);
  });
});

const laughs = `<!DOCTYPE a [<!ENTITY l0 "ha">${Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')}]>`;

describe('a document type', () => {
  test.each([
    ['an entity of entities', `${laughs}<a>&l10;</a>`],
    ['one long entity', `<!DOCTYPE a [<!ENTITY l "${'ha'.repeat(50_000)}">]><a>${'&l;'.repeat(10_000)}</a>`],
    ['a file', '<!DOCTYPE a [<!ENTITY l SYSTEM "file:///etc/passwd">]><a>&l;</a>'],
    ['an address', '<!DOCTYPE a [<!ENTITY l SYSTEM "http://127.0.0.1:1/">]><a>&l;</a>'],
    [
      'a parameter entity',
      '<!DOCTYPE a [<!-- "> --><!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]><a>&l;</a>',
    ],
    ['an entity of its own name', '<!DOCTYPE a [<!ENTITY l "&l;">]><a>&l;</a>'],
    ['a new meaning of an entity of XML', '<!DOCTYPE a [<!ENTITY lt "boom">]><a>&lt;</a>'],
  ])('that declares %s is refused', (_, text) => {
    expect(() => readXml(text)).toThrow(Unreadable);
    expect(() => readXml(text)).toThrow(/declares entities/);
  });

  test.each([
    '<!DOCTYPE nitf SYSTEM "http://127.0.0.1:1/nitf.dtd">',
    `<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.2//EN" 'nitf-3-2.dtd'>`,
    '<!DOCTYPE a [<!-- it\'s > --><!ELEMENT a (#PCDATA)><!ATTLIST a b CDATA "]>">]>',
  ])('that only says of what kind it is is passed over: %s', (doctype) => {
    const read = readXml(`${doctype}<a>A&l;B</a>`);
    expect([words(read.root), read.doctype]).toEqual(['AB', true]);
    expect(read.notes).toMatchObject([{ code: 'dropped' }]);
  });
});

/** Each is refused where it goes beyond a limit, before a parser sees it: nothing is made of it. */
describe('XML that is made to tire a reader is refused', () => {
  test.each([
    ['100,000 elements deep', '<a>'.repeat(100_000), /deeper than 100/],
    ['a megabyte of opening signs', '<'.repeat(MEGABYTE), /no XML/],
    ['a megabyte of one tag', `<a ${'b="1" '.repeat(MEGABYTE / 6)}`, /over 100 attributes/],
    [
      'an element of 1,000 attributes',
      `<a ${Array.from({ length: 1_000 }, (_, i) => `b${i}=""`).join(' ')}/>`,
      /over 100 attributes/,
    ],
    ['a name of a megabyte', `<${'a'.repeat(MEGABYTE)}/>`, /name of over 200/],
    ['an attribute with a name of a megabyte', `<a ${'b'.repeat(MEGABYTE)}="">`, /name of over 200/],
    ['a flood of elements', `<a>${'<b/>'.repeat(mostXml.elements)}</a>`, /more than 100000 elements/],
    [
      'a flood of references',
      `<a>${'&#65;'.repeat(mostXml.references + 1)}</a>`,
      /more than 500000 character references/,
    ],
    [
      'a flood of signs',
      `<a>${'&'.repeat(mostXml.references + 1)}</a>`,
      /more than 500000 character references/,
    ],
    ['CDATA that has no end', `<a>${'<![CDATA['.repeat(MEGABYTE / 9)}`, /no XML/],
    ['a comment that has no end', `<a>${'<!--'.repeat(MEGABYTE / 4)}`, /no XML/],
    ['a document type that has no end', `<!DOCTYPE a [${'<!ELEMENT a "'.repeat(MEGABYTE / 13)}`, /no XML/],
    ['a reference of a megabyte', `<a>&${'a'.repeat(MEGABYTE)};`, /no XML/],
    ['a number of a megabyte', `<a>&#${'9'.repeat(MEGABYTE)};`, /no XML/],
  ])('%s', (_, text, why) => {
    expect(() => readXml(text)).toThrow(Unreadable);
    expect(() => readXml(text)).toThrow(why);
  });

  test('whichever format it is said to be of', () => {
    const deep = Buffer.from('<a>'.repeat(100_000));
    const seven = Buffer.from('<?xml version="1.0" encoding="UTF-7"?>+ADw-script+AD4-');
    for (const adapter of [nitf, newsml, rss, atom])
      for (const bytes of [deep, seven, Buffer.from('<a/>'), Buffer.alloc(0)])
        expect(() => adapter.read(bytes, { type: 'application/xml' })).toThrow(Unreadable);
  });

  test('with no more notes than anybody reads', () => {
    const invented = Array.from({ length: 5_000 }, (_, i) => `&x${i};<p${i}:q/>`).join('');
    expect(readXml(`<a>${invented}</a>`).notes.length).toBeLessThanOrEqual(50);
  });
});

test('names of what every object has are names like others', () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];
  const text = `<a xmlns="constructor">${names.map((name) => `<${name} ${name}="1">&${name};</${name}>`).join('')}</a>`;
  const { root } = readXml(text);
  expect(names.map((name) => one(root, name)?.name)).toEqual(names);
  expect(root.space).toBe('constructor');
});
