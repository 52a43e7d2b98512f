import { describe, expect, test } from '@jest/globals';
import { type Article, demoSite, plainText, type WireFormat } from '#libs/contracts';
import { judge } from '../event.ts';
import { readied } from '../import.ts';
import { adapterOf, formatOf } from './choice.ts';

interface Story {
  language: 'ko' | 'en';
  headline: string;
  standfirst: string;
  paragraphs: [string, string];
  by: string;
  caption: string;
  credit: string;
}

const stories: Story[] = [
  {
    language: 'ko',
    headline: '호미곶 등대, 백 년 만에 다시 밝힌다',
    standfirst: '다음 달 초하루부터 밤마다 불을 켠다.',
    paragraphs: [
      '호미곶 등대가 다음 달 다시 불을 밝힌다.',
      '항만사무소는 “바다가 길을 안다”고 밝혔다 & 웃었다.',
    ],
    by: '서하람',
    caption: '불을 밝힌 호미곶 등대',
    credit: '한빛통신',
  },
  {
    language: 'en',
    headline: 'Lighthouse at the cape is lit again after a century',
    standfirst: 'It burns each night from the first of the month.',
    paragraphs: [
      'The lighthouse at the cape is lit again.',
      'The harbour office said “the sea knows the way” & smiled.',
    ],
    by: 'Mina Harlow',
    caption: 'The lighthouse, lit',
    credit: 'Hanbit Agency',
  },
];
const URI = 'urn:agency:2026-0301-lighthouse';
const TIME = '2026-03-01T09:00:00+09:00';
const HREF = 'https://pictures.example/lighthouse.jpg';

const x = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const html = ({ paragraphs }: Story): string => paragraphs.map((each) => `<p>${x(each)}</p>`).join('');

const files: Record<string, { format: WireFormat; of: (story: Story) => string }> = {
  'ninjs 1': {
    format: 'ninjs',
    of: (story) =>
      JSON.stringify({
        uri: URI,
        type: 'text',
        version: '1',
        versioncreated: TIME,
        pubstatus: 'usable',
        language: story.language,
        headline: story.headline,
        description_text: story.standfirst,
        byline: story.by,
        body_xhtml: html(story),
        associations: {
          main: {
            uri: `${URI}:p`,
            type: 'picture',
            byline: story.credit,
            description_text: story.caption,
            renditions: { web: { href: HREF, mimetype: 'image/jpeg', width: 1800, height: 1200 } },
          },
        },
      }),
  },
  ...Object.fromEntries(
    ([2, 3] as const).map((generation) => {
      const name = (camel: string) => (generation === 3 ? camel : camel.toLowerCase());
      const of = (story: Story) =>
        JSON.stringify({
          uri: URI,
          type: 'text',
          version: '1',
          [name('versionCreated')]: TIME,
          [name('pubStatus')]: 'usable',
          language: story.language,
          headlines: [{ role: 'main', value: story.headline }],
          descriptions: [{ role: 'summary', value: story.standfirst }],
          by: story.by,
          bodies: [
            { role: 'main', [name('contentType')]: 'text/html', value: html(story) },
            { role: 'plain', [name('contentType')]: 'text/plain', value: story.paragraphs.join('\n\n') },
          ],
          associations: [
            {
              uri: `${URI}:p`,
              name: 'main',
              type: 'picture',
              by: story.credit,
              descriptions: [{ value: story.caption }],
              renditions: [
                { name: 'web', href: HREF, [name('contentType')]: 'image/jpeg', width: 1800, height: 1200 },
              ],
            },
          ],
        });
      return [`ninjs ${generation}`, { format: 'ninjs' as const, of }];
    }),
  ),
  'NewsML-G2': {
    format: 'newsml-g2',
    of: (story) => `<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>${TIME}</sent></header><itemSet>
<newsItem guid="${URI}" version="1" standard="NewsML-G2" standardversion="2.35" conformance="power" xml:lang="${story.language}">
  <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_42.xml"/>
  <itemMeta><itemClass qcode="ninat:text"/><provider literal="hanbit"/><versionCreated>${TIME}</versionCreated>
    <pubStatus qcode="stat:usable"/><link rel="irel:seeAlso" residref="${URI}:p"/></itemMeta>
  <contentMeta><contentCreated>${TIME}</contentCreated><by>${x(story.by)}</by><language tag="${story.language}"/>
    <headline>${x(story.headline)}</headline><description role="drol:summary">${x(story.standfirst)}</description></contentMeta>
  <contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>-</title></head><body>${html(story)}</body></html></inlineXML></contentSet>
</newsItem>
<newsItem guid="${URI}:p" version="1" standard="NewsML-G2" standardversion="2.35" conformance="power" xml:lang="${story.language}">
  <catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_42.xml"/>
  <itemMeta><itemClass qcode="ninat:picture"/><provider literal="hanbit"/><versionCreated>${TIME}</versionCreated><pubStatus qcode="stat:usable"/></itemMeta>
  <contentMeta><creditline>${x(story.credit)}</creditline><description role="drol:caption">${x(story.caption)}</description></contentMeta>
  <contentSet><remoteContent href="${HREF}" rendition="rnd:web" contenttype="image/jpeg" width="1800" height="1200"/></contentSet>
</newsItem></itemSet></newsMessage>`,
  },
  NITF: {
    format: 'nitf',
    of: (story) => `<?xml version="1.0" encoding="UTF-8"?>
<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" xml:lang="${story.language}"><head><docdata management-status="usable">
  <doc-id id-string="${URI}"/><date.issue norm="20260301T090000+0900"/><du-key version="1" key="lighthouse"/></docdata></head>
<body><body.head><hedline><hl1>${x(story.headline)}</hl1></hedline><byline><person>${x(story.by)}</person></byline>
  <abstract><p>${x(story.standfirst)}</p></abstract></body.head>
<body.content><media media-type="image"><media-reference mime-type="image/jpeg" source="${HREF}" width="1800" height="1200"/>
  <media-caption>${x(story.caption)}</media-caption><media-producer>${x(story.credit)}</media-producer></media>${html(story)}</body.content></body></nitf>`,
  },
  RSS: {
    format: 'rss',
    of: (story) => `<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Hanbit</title><language>${story.language}</language><item><guid isPermaLink="false">${URI}</guid>
  <title>${x(story.headline)}</title><description>${x(story.standfirst)}</description><dc:creator>${x(story.by)}</dc:creator>
  <pubDate>Sun, 01 Mar 2026 09:00:00 +0900</pubDate><content:encoded><![CDATA[${html(story)}]]></content:encoded>
  <media:content url="${HREF}" type="image/jpeg" medium="image" width="1800" height="1200"><media:description>${x(story.caption)}</media:description><media:credit>${x(story.credit)}</media:credit></media:content>
</item></channel></rss>`,
  },
  'JSON Feed': {
    format: 'json-feed',
    of: (story) =>
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: story.credit,
        language: story.language,
        items: [
          {
            id: URI,
            title: story.headline,
            summary: story.standfirst,
            content_html: html(story),
            date_published: TIME,
            image: HREF,
            authors: [{ name: story.by }],
          },
        ],
      }),
  },
  page: {
    format: 'html',
    of: (story) =>
      `<!DOCTYPE html><html lang="${story.language}"><head><title>-</title><script type="application/ld+json">${JSON.stringify(
        {
          '@context': 'https://schema.org',
          '@graph': [
            { '@type': 'WebSite', name: 'Hanbit' },
            {
              '@type': ['NewsArticle'],
              '@id': URI,
              headline: story.headline,
              description: story.standfirst,
              datePublished: TIME,
              author: [{ '@type': 'Person', name: story.by }],
              image: { '@type': 'ImageObject', url: HREF, caption: story.caption, creditText: story.credit },
            },
          ],
        },
      )}</script></head><body><nav>Menu</nav><article><h1>${x(story.headline)}</h1>${html(story)}<aside>More</aside></article></body></html>`,
  },
};

function articleIn(bytes: Buffer, format: WireFormat): Article {
  const items = adapterOf(format)?.read(bytes, { type: '' }) ?? [];
  const [first, ...others] = readied(items, { site: demoSite, section: 'society', strict: false });
  expect({ format, others }).toEqual({ format, others: [] });
  const terms = { site: demoSite, mode: 'live', strict: true, acceptedAt: '2026-04-01T00:00:00Z' } as const;
  return judge(first?.event, terms).data as Article;
}

describe.each(stories)('one story ($language)', (story) => {
  test.each(Object.entries(files))('is the same article in %s', (_, { format, of }) => {
    const bytes = Buffer.from(of(story).normalize('NFD'));
    expect(formatOf(bytes, { type: 'application/octet-stream' })).toBe(format);
    const { uri, language, headline, standfirst, by, contentCreated, lead, body } = articleIn(bytes, format);
    expect({ uri, language, headline, standfirst, words: plainText(body) }).toEqual({
      uri: URI,
      language: story.language,
      headline: story.headline,
      standfirst: story.standfirst,
      words: story.paragraphs.join('\n'),
    });
    expect(by.map(({ name }) => name)).toEqual([story.by]);
    expect(Date.parse(contentCreated)).toBe(Date.parse(TIME));
    expect({ href: lead?.href, credit: lead?.credit }).toEqual({ href: HREF, credit: story.credit });
    // A feed has one address for a picture and no words for it.
    expect(lead?.alt).toBe(format === 'json-feed' ? story.headline : story.caption);
  });
});
