import { z } from 'zod';
import { Language, Slug, Uri } from './article.ts';
import { Pull } from './pull.ts';

/** Where articles of others come from, and what is to be known of each that its files do not say. */

/** The formats that are read, by the names of `?format=`. */
export const wireFormats = ['ninjs', 'newsml-g2', 'nitf', 'rss', 'atom', 'json-feed', 'html'] as const;
export type WireFormat = (typeof wireFormats)[number];

export const SourceName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'must be of a-z, 0-9 and -')
  .describe('Name of a source of the settings');

export const VersionRule = z
  .enum(['integer', 'versionCreated'])
  .describe(
    'What makes the version: the number that an item has, or the time at which it was made, in milliseconds since 1970. One of them for ever: a change of the rule makes articles that stand still',
  );
export type VersionRule = z.infer<typeof VersionRule>;

export const Source = z
  .strictObject({
    name: SourceName,
    format: z.enum(wireFormats).optional().describe('When the media type does not say it'),
    section: Slug.optional().describe('Of items that none of `sections` fits'),
    sections: z
      .record(z.string().min(1).max(300), Slug)
      .optional()
      .describe('Sections of this paper by the subjects and categories of the source: names, codes or uris'),
    language: Language.optional().describe('Of items that name none'),
    version: VersionRule.optional(),
    uriPrefix: Uri.max(64)
      .optional()
      .describe('Stands before every uri of the source that does not begin with it'),
    rights: z
      .strictObject({
        copyrightHolder: z.string().min(1).max(300).optional(),
        copyrightNotice: z.string().min(1).max(1_000).optional(),
        usageTerms: z.string().min(1).max(1_000).optional(),
        credit: z.string().min(1).max(300).optional().describe('Of pictures that name none'),
      })
      .optional()
      .describe('What is printed where an item does not say it'),
    pull: Pull.optional().describe('How it is asked by the gate itself; absent: it is brought'),
  })
  .refine(({ pull, uriPrefix }) => !pull || uriPrefix !== undefined, {
    path: ['uriPrefix'],
    message: 'is needed with pull: what is fetched may speak of no articles but its own',
  })
  .meta({ id: 'Source', description: 'One source of articles' });
export type Source = z.infer<typeof Source>;

export const Sources = z
  .array(Source)
  .max(1_000)
  .refine((sources) => new Set(sources.map(({ name }) => name)).size === sources.length, {
    message: 'two sources have the same name',
  });
export type Sources = z.infer<typeof Sources>;
