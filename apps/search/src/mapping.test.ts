import { describe, expect, test } from '@jest/globals';
import { indexMappings, indexSettings } from './mapping.ts';

interface Part {
  tokenizer?: string;
  filter?: readonly string[];
  char_filter?: readonly string[];
  stoptags?: readonly string[];
  lenient?: boolean;
}

interface Field {
  analyzer?: string;
  search_analyzer?: string;
  normalizer?: string;
  copy_to?: readonly string[];
  fields?: Record<string, Field>;
}

const names = { dictionary: [], synonyms: ['미국, uszz'], written: ['US'] };
const analysis = indexSettings(names).analysis as Record<string, Record<string, Part>>;
const fields = indexMappings.properties as Record<string, Field>;
const builtIn = ['standard', 'lowercase', 'asciifolding', 'cjk_width', 'nori_readingform'];
const defined = (kind: string) => [...Object.keys(analysis[kind] ?? {}), ...builtIn];
const everyField = Object.values(fields).flatMap((field) => [field, ...Object.values(field.fields ?? {})]);

describe('the index', () => {
  test('refuses fields nobody has declared', () => {
    expect(indexMappings.dynamic).toBe('strict');
  });

  test('uses only what it defines', () => {
    for (const analyzer of Object.values(analysis['analyzer'] ?? {})) {
      expect(defined('tokenizer')).toContain(analyzer.tokenizer);
      for (const name of analyzer.filter ?? []) expect(defined('filter')).toContain(name);
      for (const name of analyzer.char_filter ?? []) expect(defined('char_filter')).toContain(name);
    }
    for (const { analyzer, search_analyzer, normalizer, copy_to } of everyField) {
      for (const name of [analyzer, search_analyzer])
        if (name) expect(analysis['analyzer']).toHaveProperty(name);
      if (normalizer) expect(analysis['normalizer']).toHaveProperty(normalizer);
      for (const name of copy_to ?? []) expect(fields).toHaveProperty(name);
    }
  });

  test('writes a name beside a common word by another word, in text and question alike', () => {
    for (const name of ['ko', 'en', 'ko_query', 'en_query', 'en_from_ko']) {
      const { filter = [] } = analysis['analyzer']?.[name] ?? {};
      expect(filter.indexOf('as_written')).toBeGreaterThanOrEqual(0);
      expect(filter.indexOf('as_written')).toBeLessThan(filter.indexOf('lowercase'));
    }
  });

  test('keeps prefixes and suffixes that change a word: 비급여 is not 급여, 대통령실 is not 대통령', () => {
    const stopped = analysis['filter']?.['particles']?.stoptags ?? [];
    expect(stopped).toContain('JKS');
    expect(stopped.filter((tag) => ['XPN', 'XSN', 'NNG', 'NNP', 'SL', 'SH', 'SN'].includes(tag))).toEqual([]);
  });

  test('looks names up when asked, not when indexing, and fails if a rule can not be read', () => {
    const users = Object.entries(analysis['analyzer'] ?? {}).filter(([, { filter }]) =>
      filter?.includes('names'),
    );
    expect(users.map(([name]) => name)).toEqual(['ko_query', 'en_query', 'en_from_ko']);
    expect(
      everyField.map(({ analyzer }) => analyzer).filter((name) => users.some(([user]) => user === name)),
    ).toEqual([]);
    expect(analysis['filter']?.['names']?.lenient).toBe(false);
  });
});
