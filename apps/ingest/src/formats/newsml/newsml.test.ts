import { describe, expect, test } from '@jest/globals';
import { Unreadable } from '../wire.ts';
import { newsml } from './newsml.ts';

const SPACE = 'xmlns="http://iptc.org/std/nar/2006-10-01/"';
const read = (text: string) => newsml.read(Buffer.from(text), { type: 'application/xml' });

interface Parts {
  guid?: string;
  kind?: string;
  meta?: string;
  content?: string;
  set?: string;
  rest?: string;
}
const item = ({
  guid = 'hanbit:1',
  kind = 'text',
  meta = '',
  content = '',
  set = '',
  rest = '',
}: Parts = {}) =>
  `<newsItem ${SPACE} guid="${guid}" version="3" xml:lang="ko"><itemMeta><itemClass qcode="ninat:${kind}"/><provider qcode="x:y"><name>한빛통신</name></provider><versionCreated>2026-01-02T03:04:05+09:00</versionCreated>${meta}</itemMeta><contentMeta><headline>제목 ${guid}</headline>${content}</contentMeta>${rest}<contentSet>${set}</contentSet></newsItem>`;
const message = (...items: string[]) =>
  `<newsMessage ${SPACE}><header><sent>2026-01-02T03:04:05Z</sent></header><itemSet>${items.join('')}</itemSet></newsMessage>`;
const xhtml = (body: string) =>
  `<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>${body}</body></html></inlineXML>`;
const picture = (guid: string, file = guid) =>
  item({
    guid,
    kind: 'picture',
    content: '<creditline>그림: 서하람</creditline><description role="drol:caption">저동항</description>',
    set: `<remoteContent href="https://img.hanbit.example/${file}.jpg" contenttype="image/jpeg" width="1600" height="900"/>`,
  });
const text = (guid: string, meta = '') => item({ guid, meta, set: xhtml(`<p>${guid}</p>`) });
const ref = (guid: string, kind = 'text') =>
  `<itemRef residref="${guid}"><itemClass qcode="ninat:${kind}"/></itemRef>`;
const pack = (...refs: string[]) =>
  `<packageItem guid="p"><groupSet root="g"><group id="g" role="group:main">${refs.join('')}</group></groupSet></packageItem>`;

describe('a newsItem', () => {
  test('is an article with everything that has a place in it', () => {
    const [found, ...others] = read(
      item({
        meta: '<firstCreated>2026-01-01T00:00:00Z</firstCreated><embargoed>2026-01-03T00:00:00Z</embargoed><pubStatus qcode="stat:usable"/><expires>2027-01-01T00:00:00Z</expires><signal qcode="sig:update"/><link rel="irel:translatedFrom" residref="hanbit:en:1"/><link rel="irel:seeAlso" residref="hanbit:0"/>',
        content: `<urgency>2</urgency><contentCreated>2026-01-02T00:00:00+09:00</contentCreated>
          <located><name xml:lang="en">Ulleung</name><name xml:lang="ko">울릉</name></located>
          <creator role="crol:writer"><name>서하람</name><related rel="personrel:jobtitle"><name>기자</name></related></creator><contributor role="crol:editor"><name>Mina Harlow</name></contributor>
          <language tag="ko-KR"/><headline xml:lang="en">Title</headline><headline role="hlrole:kicker">섬 교통</headline>
          <slugline>FERRY</slugline><description role="drol:summary">요약</description><keyword>여객선</keyword>
          <subject type="cpnat:person"><name>선말례</name></subject><subject type="cpnat:organisation" qcode="o:1"/>
          <subject qcode="medtop:20000523"><name>노동</name></subject>`,
        rest: '<assert qcode="o:1"><name>별바다해운</name></assert>',
        set: xhtml('<h1>제목 hanbit:1</h1><p>본문 <b>굵게</b></p><ul><li>하나</li></ul>'),
      }).replace(
        '<itemMeta>',
        '<rightsInfo><copyrightHolder><name>한빛</name></copyrightHolder><copyrightNotice>© 한빛</copyrightNotice><usageTerms>전재 금지</usageTerms></rightsInfo><itemMeta>',
      ),
    );
    expect(others).toEqual([]);
    expect(found).toEqual({
      type: 'article.updated',
      pointer: '/newsItem',
      versionCreated: '2026-01-02T03:04:05+09:00',
      data: {
        uri: 'hanbit:1',
        version: 3,
        language: 'ko-KR',
        headline: '제목 hanbit:1',
        kicker: '섬 교통',
        slugline: 'FERRY',
        standfirst: '요약',
        urgency: 2,
        located: '울릉',
        contentCreated: '2026-01-02T00:00:00+09:00',
        embargoedUntil: '2026-01-03T00:00:00Z',
        expires: '2027-01-01T00:00:00Z',
        copyrightHolder: '한빛',
        copyrightNotice: '© 한빛',
        usageTerms: '전재 금지',
        translationOf: 'hanbit:en:1',
        related: ['hanbit:0'],
        by: [
          { name: '서하람', role: '기자' },
          { name: 'Mina Harlow', role: 'editor' },
        ],
        tags: [
          { name: '선말례', type: 'person' },
          { name: '별바다해운', type: 'organisation' },
          { name: '노동', type: 'topic' },
          { name: '여객선' },
        ],
        body: '<p>본문 <b>굵게</b></p><ul><li>하나</li></ul>',
      },
      notes: [{ pointer: '/newsItem/contentMeta/headline[2]', code: 'dropped', message: expect.any(String) }],
    });
  });

  test.each([
    [
      '<pubStatus qcode="stat:canceled"/>',
      { type: 'article.withdrawn', data: { uri: 'hanbit:1', version: 3, reason: expect.any(String) } },
    ],
    ['<pubStatus qcode="stat:withheld"/>', { data: { pubStatus: 'withheld' } }],
    [
      '<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/withheld"/>',
      { data: { pubStatus: 'withheld' } },
    ],
    ['<pubStatus qcode="stat:invented"/>', { data: { pubStatus: 'withheld' }, notes: [{ code: 'guessed' }] }],
    ['<embargoed/>', { data: { pubStatus: 'withheld' }, notes: [{ code: 'guessed' }] }],
    ['<embargoed>soon</embargoed>', { data: { pubStatus: 'withheld' } }],
    [
      '<edNote>날짜를 바로잡음</edNote><signal qcode="sig:correction"/>',
      { type: 'article.corrected', data: { changeType: 'correction', changeNote: '날짜를 바로잡음' } },
    ],
    ['<edNote>데스크만</edNote>', { notes: [{ pointer: '/newsItem/itemMeta/edNote', code: 'dropped' }] }],
  ])('with %s is understood', (meta, expected) => {
    expect(read(item({ meta, set: xhtml('<p>가</p>') }))[0]).toMatchObject(expected);
  });

  test('has codes of its own catalogue, and none of a catalogue that is elsewhere', () => {
    const scheme = (uri: string) =>
      item({ meta: '<pubStatus qcode="st:withheld"/>' }).replace(
        '<itemMeta>',
        `<catalog><scheme alias="st" uri="${uri}"/></catalog><itemMeta>`,
      );
    expect(read(scheme('http://cv.iptc.org/newscodes/pubstatusg2/'))[0]?.notes).toEqual([]);
    expect(read(scheme('http://hanbit.example/status/'))[0]).toMatchObject({
      data: { pubStatus: 'withheld' },
      notes: [{ code: 'guessed' }],
    });
  });

  test.each([
    [
      'NITF',
      '<inlineXML><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head><hedline><hl1>다른</hl1></hedline><byline>서하람 기자</byline></body.head><body.content><p>가</p></body.content></body></nitf></inlineXML>',
      '<p>가</p>',
    ],
    [
      'plain text',
      '<inlineData contenttype="text/plain">가 &lt;b&gt;\n나</inlineData>',
      '<p>가 &lt;b&gt;</p><p>나</p>',
    ],
    ['plain text with empty lines', '<inlineData>가\n나\n\n다</inlineData>', '<p>가 나</p><p>다</p>'],
    ['HTML as text', '<inlineData contenttype="text/html">&lt;p&gt;가&lt;/p&gt;</inlineData>', '<p>가</p>'],
    [
      'XML without HTML around it',
      '<inlineXML><div xmlns="http://www.w3.org/1999/xhtml"><p>가</p></div></inlineXML>',
      '<div><p>가</p></div>',
    ],
  ])('has its text as %s', (_, set, body) => {
    expect(read(item({ set }))[0]?.data).toMatchObject({ headline: '제목 hanbit:1', body });
  });

  test('of several texts has the one that says most', () => {
    const [found] = read(
      item({ set: `<inlineData contenttype="text/plain">가 나 다 라</inlineData>${xhtml('<p>가</p>')}` }),
    );
    expect(found?.data.body).toBe('<p>가</p>');
    expect(found?.notes).toMatchObject([{ pointer: '/newsItem/contentSet/inlineData', code: 'dropped' }]);
  });

  test('says where its namespace is missing', () => {
    expect(read(text('a').replace(SPACE, ''))[0]?.notes).toMatchObject([{ code: 'off_schema' }]);
  });
});

describe('a picture', () => {
  test('by itself is an article that says what it shows', () => {
    expect(read(picture('p'))[0]).toMatchObject({
      data: {
        headline: '제목 p',
        body: '<p>저동항</p>',
        lead: {
          href: 'https://img.hanbit.example/p.jpg',
          caption: '저동항',
          credit: '그림: 서하람',
          width: 1_600,
        },
      },
      notes: [{ code: 'guessed' }, { code: 'guessed' }],
    });
  });

  test.each([
    [[320, 1_700, 6_000], 1_700],
    [[320, 1_200], 1_200],
    [[9_000, 320], 320],
  ])('of the widths %j is shown with %d', (widths, width) => {
    const set = widths
      .map(
        (each) =>
          `<remoteContent href="https://img.hanbit.example/${each}.jpg" contenttype="image/jpeg" width="${each}" height="${each}"/>`,
      )
      .join('');
    expect(read(item({ kind: 'picture', set }))[0]?.data.lead?.width).toBe(width);
  });

  test.each(['./a.jpg', 'file:///a.jpg', 'javascript:alert(1)', 'ftp://img.hanbit.example/a.jpg'])(
    'at %s is dropped',
    (href) => {
      const [found] = read(
        item({ set: `${xhtml('<p>가</p>')}<remoteContent contenttype="image/jpeg" href="${href}"/>` }),
      );
      expect(found?.data.lead).toBeUndefined();
      expect(found?.notes).toMatchObject([
        { pointer: '/newsItem/contentSet/remoteContent', code: 'dropped' },
      ]);
    },
  );

  test('that is a film is something that readers open', () => {
    const set =
      '<remoteContent href="https://v.hanbit.example/a.mpg" contenttype="video/mpeg" width="1920"/><remoteContent href="https://v.hanbit.example/a.mp4" contenttype="video/mp4" width="640"/>';
    const [found] = read(item({ kind: 'video', content: '<description>항구</description>', set }));
    expect(found?.data.body).toBe(
      '<p>항구</p><video src="https://v.hanbit.example/a.mp4" title="제목 hanbit:1"></video>',
    );
  });
});

describe('a newsMessage', () => {
  const uris = (given: string) => read(given).map(({ data }) => data.uri);

  test('gives each text the picture that it names, and the others are articles', () => {
    const linked = text('t1', '<link rel="irel:isIllustratedBy" residref="p1"/>');
    const [first, second, third] = read(message(linked, picture('p1'), text('t2'), picture('p2')));
    expect([first, second, third].map((each) => each?.data.uri)).toEqual(['t1', 't2', 'p2']);
    expect(first?.data.lead?.href).toBe('https://img.hanbit.example/p1.jpg');
    expect(second?.data.lead).toBeUndefined();
    expect(first?.pointer).toBe('/newsMessage/itemSet/newsItem[1]');
  });

  test('of one text and pictures is one article', () => {
    const [only, ...others] = read(message(picture('p1'), text('t1'), picture('p2')));
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      data: {
        uri: 't1',
        lead: { href: 'https://img.hanbit.example/p1.jpg' },
        body: expect.stringContaining('/p2.jpg'),
      },
      notes: [{ code: 'guessed' }],
    });
  });

  test('with a package has its order, and its texts name each other', () => {
    const given = message(
      text('t2'),
      pack(ref('t1'), ref('p1', 'picture'), ref('t2'), ref('t3')),
      text('t1'),
      picture('p1'),
    );
    expect(uris(given)).toEqual(['t1', 'p1', 't2']);
    expect(read(given).map(({ data }) => data.related)).toEqual([
      ['t2', 't3'],
      ['t1', 't2', 't3'],
      ['t1', 't3'],
    ]);
  });

  test('with a package of one text gives it the pictures of that', () => {
    const [first, second] = read(
      message(pack(ref('t1'), ref('p1', 'picture')), text('t1'), text('t2'), picture('p1')),
    );
    expect([first?.data.lead?.href, second?.data.uri]).toEqual(['https://img.hanbit.example/p1.jpg', 't2']);
  });

  test('shows no picture that is held for longer than its text', () => {
    for (const held of [
      '<pubStatus qcode="stat:withheld"/>',
      '<embargoed>2030-01-01T00:00:00Z</embargoed>',
      '<embargoed/>',
    ]) {
      const kept = picture('p1').replace('</versionCreated>', `</versionCreated>${held}`);
      const found = read(message(text('t1'), kept));
      expect(found.map(({ data }) => [data.uri, data.lead === undefined])).toEqual([
        ['t1', true],
        ['p1', false],
      ]);
    }
  });

  test('says what in it is no article', () => {
    const [found] = read(message(text('t1'), '<conceptItem guid="c"/>', '<knowledgeItem guid="k"/>'));
    expect(found?.notes).toMatchObject([
      { pointer: '/newsMessage/itemSet/conceptItem', code: 'dropped' },
      { pointer: '/newsMessage/itemSet/knowledgeItem', code: 'dropped' },
    ]);
  });

  test.each([pack(ref('t1')), message(pack(ref('t1'))), message('<conceptItem/>'), '<a/>'])(
    'without an article is refused: %s',
    (given) => {
      expect(() => read(given)).toThrow(Unreadable);
    },
  );
});
