import { describe, expect, test } from '@jest/globals';
import { demoSite, type Source, Sources } from '#libs/contracts';
import { formatOf } from './formats/choice.ts';
import type { WireItem } from './formats/wire.ts';
import { type Readied, readied, type Terms } from './import.ts';

const lead = { href: 'https://p.example/a.jpg' };

function anItem({ data, ...changes }: Partial<WireItem> = {}): WireItem {
  const given = {
    uri: 'a:1',
    version: 1,
    language: 'ko',
    headline: '등대',
    section: 'society',
    body: '<p>a</p>',
    ...data,
  };
  return { type: 'article.published', pointer: '/0', notes: [], data: given, ...changes };
}
function ready(item: WireItem, terms: Partial<Terms> = {}): Readied {
  const [first] = readied([item], { site: demoSite, strict: false, ...terms });
  if (!first) throw new Error('an item was made an event');
  return first;
}
const source = (changes: Partial<Source>): Source => ({ name: 'hanbit', ...changes });
const without = (name: string, data: object = {}): WireItem => {
  const item = anItem({ data });
  return { ...item, data: Object.fromEntries(Object.entries(item.data).filter(([each]) => each !== name)) };
};
const told = ({ notes }: Readied) => notes.map(({ code, message }) => `${code}: ${message}`);

describe('the version of an item', () => {
  const made = { versionCreated: '2026-03-01T00:00:00Z' };
  const ms = Date.UTC(2026, 2, 1);
  test.each<[what: string, item: WireItem, rule: Source['version'] | 'none', version: number | undefined]>([
    ['is its number', anItem({ ...made, data: { version: 7 } }), 'none', 7],
    ['is the time where there is no number', { ...without('version'), ...made }, 'none', ms],
    [
      'is the time, by the rule of its source',
      anItem({ ...made, data: { version: 7 } }),
      'versionCreated',
      ms,
    ],
    ['is 1 where nothing says it', without('version'), 'none', 1],
    ['is missing where its source counts', { ...without('version'), ...made }, 'integer', undefined],
    ['is missing where its source goes by times', anItem(), 'versionCreated', 1],
  ])('%s', (_, item, rule, version) => {
    const { event, notes, refusal } = ready(
      item,
      rule === 'none' ? {} : { source: source({ version: rule }) },
    );
    expect(event.data.version).toBe(version);
    expect(notes).toHaveLength(rule === 'none' && version !== 7 ? 1 : 0);
    expect(refusal !== undefined).toBe(rule !== 'none' && version !== ms);
  });

  test('follows one rule for all items of a payload', () => {
    const items = [
      anItem({ versionCreated: '2026-03-01T00:00:00Z' }),
      { ...without('version'), versionCreated: '2026-03-02T00:00:00Z' },
    ];
    const all = readied(items, { site: demoSite, strict: false });
    expect(all.map(({ event }) => event.data.version)).toEqual([Date.UTC(2026, 2, 1), Date.UTC(2026, 2, 2)]);
  });
});

test('the same item of the same source is the same event; another word, version or source makes another', () => {
  const id = (item: WireItem, terms: Partial<Terms> = {}) => ready(item, terms).event.id;
  const first = id(anItem());
  expect(id(anItem())).toBe(first);
  expect(id(without('none', { headline: '불' }))).not.toBe(first);
  expect(id(anItem({ data: { version: 2 } }))).not.toBe(first);
  expect(id(anItem(), { source: source({}) })).not.toBe(first);
  expect(id(anItem({ data: { uri: 'a'.repeat(256) } })).length).toBeLessThanOrEqual(200);
});

describe('the section of an item', () => {
  const topics = [{ name: '경제' }];
  test.each<[what: string, item: WireItem, terms: Partial<Terms>, section: string | undefined]>([
    ['is its own', anItem(), { section: 'culture' }, 'society'],
    [
      'is what the map of its source makes of a code',
      { ...without('section'), categories: ['medtop:04000000'] },
      { source: source({ sections: { 'medtop:04000000': 'business' } }) },
      'business',
    ],
    ['is the one that is called like a subject', without('section', { tags: topics }), {}, 'business'],
    ['is asked for where nothing says it', without('section'), { section: 'culture' }, 'culture'],
    [
      'is that of its source at last',
      without('section'),
      { source: source({ section: 'culture' }) },
      'culture',
    ],
    ['is missing else', without('section'), {}, undefined],
  ])('%s', (_, item, terms, section) => {
    expect(ready(item, terms).event.data.section).toBe(section);
  });
});

describe('what an item lacks', () => {
  test('of rights is its source’s; what it says stays', () => {
    const rights = { copyrightHolder: '한빛통신', usageTerms: 'none' };
    const { data } = ready(anItem({ data: { usageTerms: 'all' } }), { source: source({ rights }) }).event;
    expect(data).toMatchObject({ copyrightHolder: '한빛통신', usageTerms: 'all' });
  });

  test('of a language is guessed by its letters', () => {
    expect(ready(without('language')).event.data.language).toBe('ko');
    expect(told(ready(without('language')))).toEqual([expect.stringMatching(/^guessed: .*ko/)]);
  });

  test.each<[what: string, data: object, terms: Partial<Terms>, lead: object | undefined]>([
    [
      'credit: its source’s',
      { lead },
      { source: source({ rights: { credit: '한빛' } }) },
      { credit: '한빛', alt: '등대' },
    ],
    ['credit: the holder of the rights', { lead, copyrightHolder: '한빛' }, {}, { credit: '한빛' }],
    ['words: its caption', { lead: { ...lead, credit: 'c', caption: '불' } }, {}, { alt: '불' }],
    ['everybody to name: it is left out', { lead }, {}, undefined],
  ])('of a picture is found: %s', (_, data, terms, found) => {
    const picture = ready(without('none', data), terms).event.data.lead;
    if (found) expect(picture).toMatchObject(found);
    else expect(picture).toBeUndefined();
  });
});

test('uris of a source begin alike, also those that it names', () => {
  const data = { uri: 'x/1', related: ['x/2', 'hanbit:x/3'], translationOf: 'x/4' };
  expect(ready(without('none', data), { source: source({ uriPrefix: 'hanbit:' }) }).event.data).toMatchObject(
    {
      uri: 'hanbit:x/1',
      related: ['hanbit:x/2', 'hanbit:x/3'],
      translationOf: 'hanbit:x/4',
    },
  );
});

test('what is too long is cut, what is not valid is left out, and both are told', () => {
  const tags = Array.from({ length: 31 }, (_, index) => ({ name: `t${index}` }));
  const data = { headline: '가'.repeat(400), expires: 'soon', tags, by: [{ name: '' }, { name: '서하람' }] };
  const { event, notes } = ready(without('none', data));
  expect(event.data.headline?.length).toBeLessThanOrEqual(300);
  expect(event.data).toMatchObject({ by: [{ name: '서하람' }] });
  expect(event.data.tags).toHaveLength(30);
  expect(event.data).not.toHaveProperty('expires');
  expect(notes.map(({ code }) => code)).toEqual(['dropped', 'dropped', 'dropped', 'dropped']);
});

test('strictly, an item with a note is refused with that note', () => {
  expect(ready(without('language'), { strict: true }).refusal?.details.errors).toHaveLength(1);
  expect(ready(anItem(), { strict: true }).refusal).toBeUndefined();
});

test.each([
  ['{"version":"https://jsonfeed.org/version/1"}', 'json-feed'],
  ['\uFEFF [ {"uri":"a"}]', 'ninjs'],
  ['<?xml version="1.0"?><!-- <rss> --><nitf>', 'nitf'],
  ['<!DOCTYPE nitf SYSTEM "x.dtd" [<!ENTITY a "b">]><nitf a="b">', 'nitf'],
  ['<g2:newsMessage xmlns:g2="x">', 'newsml-g2'],
  ['<rdf:RDF xmlns="x">', 'rss'],
  ['<feed>', 'atom'],
  ['<!doctype HTML><p>', 'html'],
  ['<svg>', undefined],
  ['', undefined],
  ['ferry', undefined],
])('%j begins as %s', (text, format) => {
  expect(formatOf(Buffer.from(text), { type: 'text/xml' })).toBe(format);
  expect(formatOf(Buffer.from(text, 'utf16le'), { type: '' })).toBe(format);
});

test('two sources of one name are a fault of the settings', () => {
  expect(Sources.safeParse([source({}), source({})]).success).toBe(false);
});
