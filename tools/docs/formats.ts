import { adapters } from '../../apps/ingest/src/formats/choice.ts';
import { notice, pageOf, table } from './markdown.ts';

/** What stands above the table of each format. */
const titles: Readonly<Record<(typeof adapters)[number]['format'], [title: string, words: string]>> = {
  ninjs: [
    'ninjs 1, 2 and 3',
    'One item, a list of items, or an envelope with a list in `items` or `data`. Members are read by their names in any of the three generations and in any case; what misses the schema is read as it is meant, and told.',
  ],
  'newsml-g2': ['NewsML-G2', 'newsItem, newsMessage and packageItem, with and without the namespace.'],
  nitf: ['NITF 3.2 to 3.6', 'With and without namespace and DOCTYPE, which is never fetched.'],
  rss: ['RSS', 'RSS 2.0, and what is alike in 0.9x and 1.0.'],
  atom: ['Atom', 'RFC 4287, with the tombstones of RFC 6721.'],
  'json-feed': ['JSON Feed', 'Versions 1.0 and 1.1.'],
  html: ['Pages', 'A page with a NewsArticle of schema.org in JSON-LD; a last resort.'],
};

const common = `Imported with \`POST /v1/import\`, \`sosik import\`, or from a source that is pulled. Whatever the format:

- **Format.** \`?format=\` names it, else the media type, else the payload itself by how it begins.
- **Encoding.** XML and pages: a byte order mark, then the charset of the media type, then the declaration; UTF-8, UTF-16, ISO-8859-1, EUC-KR and what else the WHATWG encodings hold. JSON is UTF-8.
- **Uri.** The id of the wire, where it is a uri here; of others a readable beginning and a hash of the whole. The \`uriPrefix\` of the source stands before it.
- **Version.** By the rule of the source: \`integer\` takes its number, \`versionCreated\` the time of the version in milliseconds since 1970. Without a source: the number, if every item of the payload has one from 1 on, else the time, and that is noted. Name a source where an agency counts from 0 or leaves the number away at times: versions of one article must be counted by one rule.
- **Section.** By the \`sections\` of the source, which map names, codes and uris of subjects; else the section of the paper that has the name of a subject; else \`?section=\`; else the section of the source.
- **Language.** That of the item, \`?language=\`, that of the source; else it is guessed from the letters, and noted.
- **Dates.** RFC 3339, the basic form (\`20260102T030405Z\`), RFC 822 and what feeds write for it. A date without a zone is read as UTC, and noted.
- **Status.** usable is published, withheld is held until a version is usable, canceled withdraws the article (the key needs the scope \`withdraw\`). An embargo without an end is withheld.
- **Pictures.** The rendition that is best for the web: the narrowest from 1,600 pixels on. A picture without words for it is described by its caption, else by the headline; one without a credit has that of the source, else the holder of the rights, else it is left out. Each guess is noted.
- **Too long, not valid.** A text is cut, an entry or a member that is not needed is left out, and both are noted.
- **Rights.** What an item does not say of \`copyrightHolder\`, \`copyrightNotice\` and \`usageTerms\` is that of the source.

Notes have the codes \`dropped\`, \`guessed\` and \`off_schema\` and point into the payload; with \`?strict=true\` an item that has one is refused.`;

/** `docs/formats.md`: what each field of each format becomes, as its reader says. */
export function formatsPage(): string {
  return pageOf(
    '# Formats',
    notice,
    common,
    ...adapters.flatMap(({ format, fields }) => {
      const [title, words] = titles[format];
      const rows = fields.map(({ from, to, how = '' }) => [
        `\`${from}\``,
        to === undefined ? '–' : `\`${to}\``,
        how,
      ]);
      return [`## ${title}`, words, table(['there', 'here', 'how'], rows)];
    }),
  );
}
