import { Slug } from '#libs/contracts';
import type { List } from './backend.client.ts';

/** What bears a name under which articles stand. */
export type Bearer = 'tag' | 'author';

/** A name as it stands in an address. */
export interface Naming {
  /** In NFC: a browser may have sent the letters of Hangul one by one. */
  slug: string;
  /** The articles under it. */
  list: List;
}

/** Nothing where the address holds what can be no name. */
export function namingOf(bearer: Bearer, address: string): Naming | undefined {
  const slug = Slug.safeParse(address.normalize('NFC')).data;
  if (slug === undefined) return undefined;
  return { slug, list: bearer === 'tag' ? { tag: [slug] } : { author: slug } };
}
