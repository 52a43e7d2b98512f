import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { momentOf } from '../apps/ingest/src/formats/moment.ts';
import { bounded, made, madeIn, regexesIn, slowIn, slowness } from './regexes.ts';
import type { Source } from './rules.ts';

const root = new URL('..', import.meta.url).pathname;
/** What meets the texts of others. */
const sources: Source[] = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', '-z', 'apps', 'libs', 'tools/sosik'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\0')
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|^libs\/testing\//.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

describe('regular expressions', () => {
  const slow = slowIn(sources);

  test('take as long as what they are given is, or are given little', () => {
    expect(sources.flatMap(regexesIn).length).toBeGreaterThan(300);
    const known = new Set(bounded.map(({ path, regex }) => `${path} ${regex}`));
    expect(slow.filter(({ path, regex }) => !known.has(`${path} ${regex}`))).toEqual([]);
  });

  test('that are slow are none that tries everything, and each that is excused is there', () => {
    expect(slow.filter(({ kind }) => kind === 'exponential')).toEqual([]);
    const there = new Set(slow.map(({ path, regex }) => `${path} ${regex}`));
    expect(bounded.filter(({ path, regex }) => !there.has(`${path} ${regex}`))).toEqual([]);
  });

  test('that are put together while we run are known, with what keeps them fast', () => {
    const counted = sources.flatMap((source) => {
      const times = madeIn(source);
      return times === 0 ? [] : [[source.path, times] as const];
    });
    expect(Object.fromEntries(counted)).toEqual(
      Object.fromEntries(Object.entries(made).map(([path, { times }]) => [path, times])),
    );
  });

  test.each([
    ['/^(a+)+$/', 'exponential'],
    [String.raw`/^(?:\w|\d)+$/`, 'exponential'],
    [String.raw`/^\s*,?\s*$/`, 'polynomial'],
    [String.raw`/^.*@.*\.kr$/`, 'polynomial'],
    [String.raw`/\s+$/`, 'search'],
    ['/<[^>]*>/g', 'search'],
    ['/<[^<>]*>/g', undefined],
    ['/^[가-힣]+(?: [가-힣]+)*$/', undefined],
  ])('a planted one is judged: %s is %s', (regex, kind) => {
    expect(slowness(regex)).toBe(kind);
    expect(regexesIn({ path: 'a.ts', text: `const it = ${regex}; // /no/ '/none/'` })).toEqual([regex]);
  });
});

describe('a text that would keep a search going', () => {
  const MANY = 2_000_000;

  test('is no moment, at once', () => {
    expect(momentOf(`x${' '.repeat(MANY)}x`)).toBeUndefined();
    expect(momentOf(`2026-01-02T03:04:05Z${' '.repeat(200)}`)).toBeDefined();
  });
});
