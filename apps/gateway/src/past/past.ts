import { idOfPath } from '#libs/text';
import type { Edition } from '../edition.ts';

/** What an address below a link into the past asks for. */
export type Asked = { edition: Edition } & (
  | { shown: 'front' | 'popular' }
  | { shown: 'section'; slug: string }
  | { shown: 'article'; id: string }
);

/** Reads a path as the paper has it, `/ko/society`; nothing for what is not kept of the past. */
export function askedBy(path: string, sections: readonly string[]): Asked | undefined {
  const [, korean, plain = ''] = /^(\/ko(?=\/|$))?(.*)$/.exec(path) ?? [];
  const edition = korean ? 'ko' : 'en';
  const id = idOfPath(path);
  if (id !== undefined) return { edition, shown: 'article', id };
  if (plain === '' || plain === '/') return { edition, shown: 'front' };
  if (plain === '/popular') return { edition, shown: 'popular' };
  const slug = slugIn(plain);
  return slug !== undefined && sections.includes(slug) ? { edition, shown: 'section', slug } : undefined;
}

function slugIn(plain: string): string | undefined {
  try {
    return decodeURIComponent(plain.slice(1)).normalize('NFC');
  } catch {
    return undefined;
  }
}

const LINK = /(<a\b[^>]*? href=")(\/[^"]*)"/g;

/** The same page with its links leading on within the same moment, where there is something of it to be seen. */
export function ledOn(html: string, token: string, sections: readonly string[]): string {
  return html.replace(LINK, (link, before: string, to: string) => {
    const [path = ''] = to.split(/[?#]/, 1);
    return askedBy(path, sections) ? `${before}${addressOf(token, to)}"` : link;
  });
}

export function addressOf(token: string, path: string): string {
  return `/past/${token}${path === '/' ? '' : path}`;
}
