import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseHtml } from '../../body/html.ts';
import { Unreadable } from '../wire.ts';
import { newsml } from './newsml.ts';

/** What the examples of the IPTC that are no whole articles lack. */
const partial: Readonly<Record<string, string[]>> = {
  // Without a text, and with a picture only of the item it links to.
  LISTING_1_: ['content'],
  // Its items are dots.
  LISTING_24: ['headline', 'content', 'date'],
  // Only the content of an item, or only what describes it.
  LISTING_25: ['date'],
  LISTING_28: ['headline', 'content'],
  // Tags of a film, without the film.
  ap_metadata: ['headline', 'content'],
};
/** Packages of what is not there. */
const empty = ['LISTING_6_', 'LISTING_8_'];

test('the NewsML examples of the IPTC give headline, text or picture, and date', () => {
  const folder = join(process.env['IPTC_FILES'] ?? '', 'newsml-g2');
  if (!process.env['IPTC_FILES'] || !existsSync(folder)) {
    process.stderr.write(
      'not run: the examples of NewsML; IPTC_FILES names no folder with them (github.com/iptc/newsml-g2)\n',
    );
    return;
  }
  const lacking = readdirSync(folder).flatMap((name) => {
    const read = () => newsml.read(readFileSync(join(folder, name)), { type: 'application/xml' });
    if (empty.some((each) => name.startsWith(each))) {
      expect(read).toThrow(Unreadable);
      return [];
    }
    const known = Object.entries(partial).find(([start]) => name.startsWith(start))?.[1] ?? [];
    return read().flatMap(({ data }) => {
      const { headline, body, lead, contentCreated, language = 'en' } = data;
      const blocks = typeof body === 'string' ? parseHtml(body, language).blocks : [];
      const has = { headline, content: blocks.length > 0 || lead, date: contentCreated };
      const missing = Object.entries(has).flatMap(([part, value]) => (value ? [] : [part]));
      return missing.join() === known.join() ? [] : [`${name}: ${missing}`];
    });
  });
  expect(lacking).toEqual([]);
});
