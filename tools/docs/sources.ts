import { Pull, Source, standalone } from '#libs/contracts';
import { fence, schemaSections } from './markdown.ts';

const example = [
  {
    name: 'harbour',
    section: 'society',
    language: 'ko',
    uriPrefix: 'harbour:',
    version: 'versionCreated',
    pull: { url: 'https://wire.example/harbour.xml', interval: '2m', quietAfter: '12h' },
  },
];

const words = `An array of sources in INGEST_SOURCES_FILE. What is imported names its source by \`?source=\`; a source with \`pull\` is also asked by the gates themselves, by one of them at a time:`;

const asked = `- A source speaks of nothing but articles whose uri begins with its \`uriPrefix\`, which \`pull\` demands. Its \`format\` counts more than the media type that its site says.
- It is asked under conditions (\`ETag\`, \`Last-Modified\`), no more often than \`interval\`, later if its \`Cache-Control\` (up to an hour) or \`Retry-After\` (up to a day) says so, and after failures less and less often, at least once an hour. Its robots.txt is obeyed, by the name of SosikBot.
- Only public addresses are asked, redirects included; OUTBOUND_ALLOW names networks that may be asked all the same.
- An item is said when it is new, or says something else than before; a change of nothing but its date is none. What leaves the feed is not withdrawn.
- \`sosik sources try URL\` asks once and tells what would become of it; \`sosik sources\` and \`GET /v1/sources\` tell how each source is; \`sosik_source_quiet\` is 1 for one that has gone quiet or ended.`;

/** The sections of the settings' page on the file of sources. */
export function sourceSections(): string[] {
  const { $defs: _, ...source } = standalone(Source);
  const { $defs: __, ...pull } = standalone(Pull);
  return [
    '## Sources',
    words,
    fence('json', JSON.stringify(example, null, 2)),
    asked,
    ...schemaSections({ Source: source, Pull: pull }),
  ];
}
