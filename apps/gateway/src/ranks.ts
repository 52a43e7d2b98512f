import type { Rank } from '#libs/service';

/** Of all pages of one name: of both editions, whole and as text only. */
const page = (rest: string): RegExp => new RegExp(`^(/ko)?(/lite)?/${rest}$`);

/**
 * What readers ask for, by how urgent it is; articles, fronts and sections are usual. Pages can't be read without
 * what their head names. What asks the index, or walks through years, is dear and read by few; so are crops of
 * pictures, and a view that an app tells is worth less than any answer. Bytes that are ready are not ranked: they are
 * handed out before it is asked who may come in.
 */
export const ranks: readonly Rank[] = [
  { urgency: 'urgent', path: /^\/assets\// },
  { urgency: 'patient', path: /^\/api\/v1\/(search|suggest|tags)(\/|$)/ },
  { urgency: 'patient', path: /^\/api\/v1\/(articles\/[^/]+\/(views|related|revisions)|authors\/[^/]+)$/ },
  { urgency: 'patient', path: page('(search|archive|corrections|tag|author)(/.*)?') },
  { urgency: 'patient', path: page('a/[^/]+/revisions') },
  { urgency: 'patient', path: /^\/(media|past|sitemap)\// },
  { urgency: 'patient', path: /^\/sitemap(-news)?\.xml$/ },
];
