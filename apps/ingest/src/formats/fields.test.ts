import { describe, expect, test } from '@jest/globals';
import { atom } from './feed/atom.ts';
import { rss } from './feed/rss.ts';
import { newsml } from './newsml/newsml.ts';
import { nitf } from './nitf/nitf.ts';
import type { Adapter } from './wire.ts';

/** One document of each format that says all that its table speaks of. */
const documents: [string, Adapter, string][] = [
  [
    'nitf',
    nitf,
    `<!DOCTYPE nitf><nitf xml:lang="ko"><head><docdata management-status="withheld"><doc-id id-string="a"/><du-key version="1" key="k"/><urgency ed-urg="1"/><date.issue norm="20260101T000000Z"/><date.release norm="20260102T000000Z"/><date.expire norm="20260103T000000Z"/><doc.copyright holder="h" year="2026"/><series series.name="s"/><key-list><keyword key="t"/></key-list><correction info="c"/></docdata></head><body><body.head><hedline><hl1>h</hl1></hedline><byline>b</byline><dateline>d</dateline><abstract>a</abstract><rights>r</rights></body.head><body.content><p>p</p><media media-type="image"><media-reference source="https://img.example/a.jpg"/></media></body.content></body></nitf>`,
  ],
  [
    'newsml',
    newsml,
    `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a" version="1"><rightsInfo><copyrightHolder><name>h</name></copyrightHolder><copyrightNotice>n</copyrightNotice><usageTerms>u</usageTerms></rightsInfo><itemMeta><embargoed>2026-01-01T00:00:00Z</embargoed><pubStatus qcode="stat:withheld"/><expires>2026-01-03T00:00:00Z</expires><edNote>e</edNote><signal qcode="sig:correction"/><link rel="irel:seeAlso" residref="b"/><link rel="irel:translatedFrom" residref="c"/></itemMeta><contentMeta><urgency>1</urgency><contentCreated>2026-01-01T00:00:00Z</contentCreated><located><name>l</name></located><creator><name>c</name></creator><language tag="ko"/><keyword>k</keyword><slugline>s</slugline><headline>h</headline><headline role="x:kicker">k</headline><description role="drol:summary">d</description></contentMeta><contentSet><inlineData>t</inlineData><remoteContent href="https://img.example/a.jpg" contenttype="image/jpeg"/></contentSet></newsItem>`,
  ],
  [
    'rss',
    rss,
    `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><language>ko</language><copyright>c</copyright><item><guid>a</guid><title>t</title><author>a</author><category>c</category><pubDate>Fri, 02 Jan 2026 03:04:05 GMT</pubDate><description>d</description><content:encoded>e</content:encoded><enclosure url="https://img.example/a.jpg" type="image/jpeg"/></item></channel></rss>`,
  ],
  [
    'atom',
    atom,
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko"><rights>r</rights><entry><id>a</id><title>t</title><author><name>n</name></author><category term="c"/><published>2026-01-01T00:00:00Z</published><summary>s</summary><content>c</content><link rel="enclosure" href="https://img.example/a.jpg"/><link rel="related" href="b"/></entry></feed>`,
  ],
];

describe('the table of what becomes of each field', () => {
  test.each(documents)('is true of %s', (_, adapter, text) => {
    const found = adapter.read(Buffer.from(text), { type: 'application/xml' });
    const filled = new Set(found.flatMap(({ data }) => Object.keys(data)));
    const promised = new Set(adapter.fields.flatMap(({ to }) => to ?? []));
    expect([...filled].toSorted()).toEqual([...promised].toSorted());
  });
});
