import { describe, expect, test } from '@jest/globals';
import { parseHtml } from '../../body/html.ts';
import { nitf } from './nitf.ts';

const DOCTYPE = '<!DOCTYPE nitf SYSTEM "http://127.0.0.1:1/nitf-3-2.dtd">';
const read = (text: string | Buffer, charset?: string) =>
  nitf.read(Buffer.from(text), { type: 'application/nitf+xml', ...(charset ? { charset } : {}) });
const document = (head: string, bodyHead: string, content: string) =>
  `${DOCTYPE}<nitf xml:lang="ko"><head><docdata>${head}</docdata></head><body><body.head>${bodyHead}</body.head><body.content>${content}</body.content></body></nitf>`;
const one = (head: string, bodyHead = '<hedline><hl1>제목</hl1></hedline>', content = '<p>본문</p>') =>
  read(document(`<doc-id id-string="n:1"/>${head}`, bodyHead, content))[0];
const blocksOf = (content: string, media = '') => {
  const item = one('', undefined, content + media);
  return parseHtml(String(item?.data.body ?? ''), 'ko').blocks;
};

const whole = `<?xml version="1.0" encoding="UTF-8"?>
${DOCTYPE}
<nitf version="-//IPTC//DTD NITF 3.2//EN" xml:lang="ko">
  <head>
    <title>울릉도 여객선</title>
    <tobject tobject.type="news"><tobject.subject tobject.subject.type="교통" tobject.subject.matter="해운"/></tobject>
    <docdata management-status="usable">
      <doc-id id-string="hanbit:ferry:7" regsrc="hanbit"/>
      <du-key generation="1" version="4" key="FERRY-WINTER"/>
      <urgency ed-urg="2"/>
      <date.issue norm="20260102T030405+0900"/>
      <date.release norm="20260102T060000+0900"/>
      <date.expire norm="20270102T030405Z"/>
      <doc.copyright year="2026" holder="한빛통신"/>
      <series series.name="섬 이야기" series.part="2"/>
      <key-list><keyword key="여객선"/><keyword key="겨울"/></key-list>
      <identified-content><person>선말례</person><org idsrc="x">별바다해운</org><location>울릉도</location><event>겨울 축제</event></identified-content>
    </docdata>
    <revision-history name="데스크" norm="20260102T050000+0900"/>
  </head>
  <body>
    <body.head>
      <hedline><hl1>울릉도 여객선, 겨울 시간표로</hl1><hl2>하루 두 차례</hl2></hedline>
      <byline><person>서하람</person> <byttl>기자</byttl></byline>
      <dateline><location>울릉</location>, <story.date norm="20260102">1월 2일</story.date></dateline>
    </body.head>
    <body.content>
      <media media-type="image">
        <media-reference source="https://img.hanbit.example/1-4000.jpg" width="4000" height="3000" mime-type="image/jpeg" alternate-text="부두"/>
        <media-reference source="https://img.hanbit.example/1-1800.jpg" width="1800" height="1350" mime-type="image/jpeg"/>
        <media-reference source="https://img.hanbit.example/1-200.jpg" width="200" height="150" mime-type="image/jpeg"/>
        <media-caption><p>저동항</p></media-caption><media-producer>그림: 서하람</media-producer>
      </media>
      <p>여객선이 <em>월요일</em>부터 <person>선말례</person> 선장과 떠난다.</p>
      <p>요금은 <money>3만</money> 원이다.</p>
    </body.content>
    <body.end><tagline>더 많은 소식은 <a href="https://hanbit.example/">한빛</a>에.</tagline></body.end>
  </body>
</nitf>`;

describe('an article of NITF', () => {
  test('is one of ours, with everything that has a place in it', () => {
    const [item, ...others] = read(whole);
    expect(others).toEqual([]);
    expect(item).toEqual({
      type: 'article.published',
      pointer: '/nitf',
      versionCreated: '2026-01-02T05:00:00+09:00',
      data: {
        uri: 'hanbit:ferry:7',
        version: 4,
        language: 'ko',
        headline: '울릉도 여객선, 겨울 시간표로',
        standfirst: '하루 두 차례',
        kicker: '섬 이야기',
        slugline: 'FERRY-WINTER',
        urgency: 2,
        located: '울릉',
        contentCreated: '2026-01-02T03:04:05+09:00',
        embargoedUntil: '2026-01-02T06:00:00+09:00',
        expires: '2027-01-02T03:04:05Z',
        copyrightHolder: '한빛통신',
        copyrightNotice: '© 2026 한빛통신',
        by: [{ name: '서하람', role: '기자' }],
        tags: [
          { name: '선말례', type: 'person' },
          { name: '별바다해운', type: 'organisation' },
          { name: '울릉도', type: 'place' },
          { name: '겨울 축제', type: 'event' },
          { name: '여객선' },
          { name: '겨울' },
          { name: '해운', type: 'topic' },
        ],
        lead: {
          href: 'https://img.hanbit.example/1-1800.jpg',
          alt: '부두',
          caption: '저동항',
          credit: '그림: 서하람',
          width: 1_800,
          height: 1_350,
        },
        body: expect.stringMatching(
          /^<p>여객선이 <em>월요일<\/em>부터 선말례 선장과 떠난다\.<\/p>[\s]*<p>요금은 3만 원이다\.<\/p><p>더 많은 소식은 <a href="https:\/\/hanbit\.example\/">한빛<\/a>에\.<\/p>$/,
        ),
      },
      notes: [],
    });
  });

  test.each([
    ['without a namespace or a document type', (text: string) => text.replace(DOCTYPE, ''), ['off_schema']],
    [
      'in its namespace',
      (text: string) =>
        text.replace(DOCTYPE, '').replace('<nitf ', '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" '),
      [],
    ],
    [
      'under a prefix',
      (text: string) =>
        text
          .replace(DOCTYPE, '')
          .replace('<nitf ', '<n:nitf xmlns:n="http://iptc.org/std/NITF/2006-10-18/" ')
          .replaceAll(/<(\/?)(?!n:|\?)/g, '<$1n:'),
      [],
    ],
    ['with its words in NFD', (text: string) => text.normalize('NFD'), []],
  ])('%s says the same', (_, changed, codes) => {
    const [item] = read(changed(whole));
    const [plain] = read(whole);
    expect(item?.data.headline).toBe(plain?.data.headline);
    expect(parseHtml(String(item?.data.body), 'ko').blocks).toEqual(
      parseHtml(String(plain?.data.body), 'ko').blocks,
    );
    expect(item?.notes.map(({ code }) => code)).toEqual(codes);
  });

  test.each([
    ['utf16le', Buffer.from(`\uFEFF${whole.replace('UTF-8', 'UTF-16')}`, 'utf16le')],
    [
      'no letters but ASCII',
      Buffer.from(whole.replaceAll(/[^\0-\x7F]/g, (each) => `&#x${each.charCodeAt(0).toString(16)};`)),
    ],
  ])('in %s says the same', (_, bytes) => {
    expect(read(bytes)[0]?.data).toEqual(read(whole)[0]?.data);
  });
});

describe('the status of NITF', () => {
  test.each([
    ['canceled', '', { type: 'article.withdrawn', data: { uri: 'n:1', reason: 'canceled by its sender' } }],
    ['withheld', '', { data: { pubStatus: 'withheld' }, notes: [] }],
    ['embargoed', '', { data: { pubStatus: 'withheld' }, notes: [{ code: 'guessed' }] }],
    [
      'embargoed',
      '<date.release norm="20300101T000000Z"/>',
      { data: { embargoedUntil: '2030-01-01T00:00:00Z' } },
    ],
    ['invented', '', { data: { pubStatus: 'withheld' }, notes: [{ code: 'guessed' }] }],
  ])('%s %s is understood', (status, inside, expected) => {
    const text = document(
      `<doc-id id-string="n:1"/>${inside}`,
      '<hedline><hl1>A</hl1></hedline>',
      '<p>B</p>',
    );
    expect(read(text.replace('<docdata>', `<docdata management-status="${status}">`))[0]).toMatchObject(
      expected,
    );
  });

  test('of a correction comes with its words', () => {
    expect(one('<correction info="날짜를 바로잡음" id-string="n:1"/>')).toMatchObject({
      type: 'article.corrected',
      data: { changeType: 'correction', changeNote: '날짜를 바로잡음' },
    });
  });
});

describe('what is not as it should be', () => {
  test.each([
    ['<date.issue norm="20260230"/>', 'dropped', '/nitf/head/docdata/date.issue'],
    ['<date.issue norm="20260102"/>', 'guessed', '/nitf/head/docdata/date.issue'],
    ['<urgency ed-urg="12"/>', 'dropped', '/nitf/head/docdata/urgency'],
    ['<ed-msg info="데스크만"/>', 'dropped', '/nitf/head/docdata/ed-msg'],
  ])('%s is told', (head, code, pointer) => {
    expect(one(head)?.notes).toEqual([{ pointer, code, message: expect.any(String) }]);
  });

  test('has the title of its head for a headline', () => {
    const text = document('<doc-id id-string="n:1"/>', '', '<p>B</p>').replace(
      '<head>',
      '<head><title>머리</title>',
    );
    expect(read(text)[0]).toMatchObject({ data: { headline: '머리' }, notes: [{ code: 'guessed' }] });
  });

  test.each([
    ['By Mina Harlow and Jun Seo', [{ name: 'Mina Harlow' }, { name: 'Jun Seo' }]],
    ['서하람 기자', [{ name: '서하람', role: '기자' }]],
    ['By Mina Harlow, <byttl>Staff Writer</byttl>', [{ name: 'Mina Harlow', role: 'Staff Writer' }]],
    ['<byttl>Harbour Desk</byttl>', [{ name: 'Harbour Desk' }]],
  ])('the byline %s names people', (byline, by) => {
    const head = `<hedline><hl1>A</hl1></hedline><byline>${byline}</byline>`;
    expect(one('', head)?.data.by).toEqual(by);
  });
});

describe('the body of NITF', () => {
  test('is made of blocks', () => {
    const blocks = blocksOf(
      `<p lede="true">가</p><hl2>나</hl2><ul><li>다</li></ul><bq><block><p>라</p></block><credit>마</credit></bq>
      <nitf-table><table><tr><th>바</th><th>사</th></tr><tr><td>아</td><td>자</td></tr></table></nitf-table>
      <block><p>차</p></block><hr/><p>1<frac><frac-num>1</frac-num><frac-sep/><frac-den>2</frac-den></frac> &lt;b&gt;</p>`,
    );
    expect(blocks.map(({ type }) => type)).toEqual(['p', 'h2', 'list', 'quote', 'table', 'p', 'rule', 'p']);
    expect(blocks.at(3)).toMatchObject({ cite: '마' });
    expect(blocks.at(-1)).toEqual({ type: 'p', spans: [{ text: '11/2 <b>' }] });
  });

  test('keeps a picture amid the text where it stands, and a film as what readers open', () => {
    const media = (type: string, file: string) =>
      `<media media-type="${type}"><media-reference source="https://img.hanbit.example/${file}"/><media-caption>말</media-caption><media-producer>곳</media-producer></media>`;
    const content = `<p>가</p>${media('image', 'a.jpg')}${media('video', 'b.mp4')}<p>나</p>`;
    expect(one('', undefined, content)?.data.lead).toBeUndefined();
    expect(blocksOf(content)).toMatchObject([
      { type: 'p' },
      {
        type: 'image',
        media: { href: 'https://img.hanbit.example/a.jpg', alt: '말', caption: '말', credit: '곳' },
      },
      { type: 'embed', href: 'https://img.hanbit.example/b.mp4', title: '말' },
      { type: 'p' },
    ]);
  });

  test('says what it could not keep', () => {
    const item = one(
      '',
      undefined,
      '<p>가 <blink>나</blink></p><media media-type="image"><media-reference source="a.jpg"/></media><script>x()</script>',
    );
    expect(item?.data.body).toBe('<p>가 나</p>');
    expect(item?.notes).toMatchObject([
      { pointer: '/nitf/body/body.content/p/blink', code: 'dropped' },
      { pointer: '/nitf/body/body.content/media/media-reference', code: 'dropped' },
      { pointer: '/nitf/body/body.content/script', code: 'dropped' },
    ]);
  });

  test('can hold nothing but text that looks like markup', () => {
    const item = one(
      '',
      undefined,
      '<p title="&quot;&gt;&lt;script&gt;">&lt;script&gt;x()&lt;/script&gt;</p><p onclick="x()">가</p>',
    );
    expect(item?.data.body).toBe(
      '<p title="&quot;&gt;&lt;script&gt;">&lt;script&gt;x()&lt;/script&gt;</p><p>가</p>',
    );
  });
});
