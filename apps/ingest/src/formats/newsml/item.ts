import type { Draft } from '../draft.ts';
import type { XmlElement } from '../xml/xml.ts';
import { type Catalog, codeIn } from './qcode.ts';

/** What a newsItem of NewsML-G2 is here, before it is known what else its message holds. */
export interface NewsItem {
  root: XmlElement;
  guid: string | undefined;
  kind: 'text' | 'picture' | 'other';
  catalog: Catalog;
  draft: Draft;
}

/** What an item is of, by its class. */
export function kindOf(itemClass: XmlElement | undefined, catalog: Catalog): NewsItem['kind'] {
  const nature = codeIn(catalog.meaning(itemClass, 'qcode'), 'ninature');
  if (nature === undefined || nature === 'text' || nature === 'composite') return 'text';
  return nature === 'picture' || nature === 'graphic' ? 'picture' : 'other';
}
