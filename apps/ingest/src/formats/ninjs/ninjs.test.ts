import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { demoSite } from '#libs/contracts';
import { judge } from '../../event.ts';
import { readied } from '../../import.ts';
import { Unreadable, type WireItem } from '../wire.ts';
import { ninjs } from './ninjs.ts';

function read(value: unknown): WireItem[] {
  return ninjs.read(Buffer.from(JSON.stringify(value)), { type: '' });
}
function one(changes: object): WireItem {
  const [item] = read({ uri: 'a:1', version: '1', language: 'ko', ...changes });
  if (!item) throw new Error('an item was read');
  return item;
}
const told = ({ notes }: WireItem) => notes.map(({ code, pointer }) => `${code} ${pointer}`);
const headlines = [{ role: 'main', value: '등대 켜진다' }];

describe('a file of ninjs', () => {
  test.each<[what: string, file: object, data: object]>([
    [
      '1',
      { headline: '등대', body_text: '첫 줄\n\n둘째' },
      { headline: '등대', body: '<p>첫 줄</p><p>둘째</p>' },
    ],
    [
      '1 with HTML beside text',
      { headline: 'a', body_text: 'a', body_xhtml: '<p>b</p>' },
      { body: '<p>b</p>' },
    ],
    [
      '2',
      { headlines, bodies: [{ contenttype: 'text/plain', value: '1 < 2' }] },
      { body: '<p>1 &lt; 2</p>' },
    ],
    [
      '3',
      { headlines, bodies: [{ contentType: 'text/html', value: '<h1>등대 켜진다</h1><p>b</p>' }] },
      { body: '<p>b</p>' },
    ],
    ['with an object where a list is due', { headlines: headlines[0] }, { headline: '등대 켜진다' }],
    ['with a list where a text is due', { headline: ['등대', '불'] }, { headline: '등대' }],
    ['with guid for uri', { uri: null, guid: 'a:2' }, { uri: 'a:2' }],
    ['with a number as version', { version: 7 }, { version: 7 }],
    [
      'with a date in the basic form',
      { versionCreated: '20260102T030405Z' },
      { contentCreated: '2026-01-02T03:04:05Z' },
    ],
    ['that is withheld', { pubStatus: 'withheld' }, { pubStatus: 'withheld' }],
    ['with an embargo without an end', { embargoed: '' }, { pubStatus: 'withheld' }],
    ['with an embargo', { embargoed: '2026-03-01T00:00:00Z' }, { embargoedUntil: '2026-03-01T00:00:00Z' }],
    [
      'with people, places and subjects',
      { people: [{ name: '서하람' }], place: [{ name: '호미곶' }], subjects: [{ name: '바다' }] },
      {
        tags: [
          { name: '서하람', type: 'person' },
          { name: '호미곶', type: 'place' },
          { name: '바다', type: 'topic' },
        ],
      },
    ],
    [
      'whose caption has a writer',
      {
        type: 'picture',
        descriptions: [
          { role: 'writer', value: 'x' },
          { role: 'text', value: 'y' },
        ],
      },
      { body: '<p>y</p>' },
    ],
  ])('%s is read', (_, file, data) => {
    expect(one(file).data).toMatchObject(data);
  });

  test('that is canceled takes its article away, and says nothing more of it', () => {
    const { type, data } = one({ pubStatus: 'canceled', headlines, version: '3' });
    expect({ type, data }).toMatchObject({ type: 'article.withdrawn', data: { uri: 'a:1', version: 3 } });
    const [ready] = readied([one({ pubStatus: 'canceled', headlines })], { site: demoSite, strict: true });
    expect(ready?.event.data).toEqual({ uri: 'a:1', version: 1, reason: 'canceled by its sender' });
  });

  test('gives its first picture the lead, and shows the others and films behind the text', () => {
    const picture = (name: string) => ({
      name,
      type: 'picture',
      by: '한빛통신',
      renditions: [
        {
          name: 'print',
          href: `https://p.example/${name}-9000.jpg`,
          contentType: 'image/jpeg',
          width: 9000,
          height: 6000,
        },
        {
          name: 'web',
          href: `https://p.example/${name}.jpg`,
          contentType: 'image/jpeg',
          width: 1800,
          height: 1200,
        },
      ],
    });
    const film = {
      name: 'v',
      type: 'video',
      renditions: [{ href: 'https://p.example/v.mp4', contentType: 'video/mp4' }],
    };
    const other = { name: 'more', type: 'text', uri: 'a:9' };
    const { data } = one({
      headlines,
      bodies: [{ value: 'a' }],
      associations: [picture('side'), picture('main'), film, other, picture('logo')],
    });
    expect(data).toMatchObject({
      lead: { href: 'https://p.example/main.jpg', credit: '한빛통신' },
      related: ['a:9'],
    });
    expect(data.body).toMatch(
      /^<p>a<\/p><figure><img src="https:\/\/p.example\/side.jpg".*<video src="https:\/\/p.example\/v.mp4"/,
    );
    expect(data.body).not.toContain('logo');
  });

  test.each<[what: string, file: object, notes: string[]]>([
    ['an unknown member', { headlines, colour: 1 }, ['off_schema /colour']],
    [
      'a member of another generation',
      { headlines, versioncreated: '2026-01-02T03:04:05Z', pubStatus: 'usable', altIds: [] },
      ['off_schema /versioncreated'],
    ],
    ['a status there is not', { headlines, pubStatus: 'maybe' }, ['off_schema /pubStatus']],
    ['a map where a list is due', { headlines, altIds: { a: 'b' } }, ['off_schema /altIds']],
    ['what an article can’t hold', { headlines, edNote: 'x' }, ['dropped /edNote']],
    ['an entry that is no object', { headlines, subjects: ['a'] }, ['off_schema /subjects']],
  ])('has a note for %s', (_, file, notes) => {
    expect(told(one({ bodies: [{ value: 'a' }], ...file }))).toEqual(notes);
  });

  test('may be a list, or an envelope with one', () => {
    const [a, b] = [{ uri: 'a:1' }, { uri: 'a:2' }];
    expect(read([a, b]).map(({ pointer }) => pointer)).toEqual(['/0', '/1']);
    expect(read({ items: [a, b] }).map(({ pointer }) => pointer)).toEqual(['/items/0', '/items/1']);
  });

  test.each(['[1]', '7', '{"uri":', `${'['.repeat(65)}${']'.repeat(65)}`, '"\\ud800"'])(
    'is none: %s',
    (text) => {
      expect(() => ninjs.read(Buffer.from(text), { type: '' })).toThrow(Unreadable);
    },
  );
});

const folder = join(process.env['IPTC_FILES'] ?? '/nowhere', 'ninjs');
const examples = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'))
  : [];
if (examples.length === 0)
  process.stdout.write('IPTC_FILES names no folder: the examples of ninjs are not read\n');

(examples.length > 0 ? test.each(examples) : test.each(['that is not there']))(
  'the IPTC’s example %s is an article',
  (path) => {
    if (examples.length === 0) return;
    const items = ninjs.read(readFileSync(join(folder, path)), { type: '' });
    const ready = readied(items, { site: demoSite, section: 'society', strict: false });
    expect(ready).toHaveLength(1);
    for (const { event } of ready) {
      const { data } = judge(event, {
        site: demoSite,
        mode: 'live',
        strict: true,
        acceptedAt: '2026-01-01T00:00:00Z',
      });
      const { headline = '', body = '', lead } = event.data;
      expect({ headline: headline !== '', shown: body.length > 0 || lead !== undefined }).toEqual({
        headline: true,
        shown: true,
      });
      expect(data).toHaveProperty('contentCreated');
    }
  },
);
