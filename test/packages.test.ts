import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runToEnd } from '../tools/local/build.ts';
import { judged } from '../tools/packages/audit.ts';
import { isAllowed, type Locked, nameOf, scripted, unlicensed } from './packages.ts';

const root = new URL('..', import.meta.url).pathname;
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const own = JSON.parse(read('package.json')) as {
  allowScripts: Record<string, boolean>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

describe('packages', () => {
  test('have licences that can be kept, those that are shipped and those of tools', () => {
    expect(Object.keys(packages).length).toBeGreaterThan(500);
    expect(unlicensed(packages)).toEqual([]);
  });

  test.each<[string, Locked, boolean]>([
    ['of ours', { license: 'MIT' }, true],
    ['a choice with one of ours', { license: '(GPL-3.0-only OR MIT)' }, true],
    ['two that both count', { license: 'MIT AND GPL-3.0-only' }, false],
    ['one that gives nothing away', { license: 'AGPL-3.0-only' }, false],
    ['one of a tool, shipped', { license: 'MPL-2.0' }, false],
    ['one of a tool', { license: 'MPL-2.0', dev: true }, true],
    ['none', {}, false],
    ['one that is told elsewhere', { license: 'SEE LICENSE IN EULA.txt', dev: true }, false],
  ])('a licence is judged: %s', (_, entry, good) => {
    expect(unlicensed({ '': {}, 'node_modules/@a/b': entry })).toHaveLength(good ? 0 : 1);
  });

  test('an expression that is not read is not allowed', () => {
    expect(isAllowed('(MIT OR X) AND (MIT OR Y)', new Set(['MIT']))).toBe(false);
  });

  test('run nothing when they are installed', () => {
    expect(read('.npmrc')).toMatch(/^strict-allow-scripts=true$/m);
    expect(Object.values(own.allowScripts).filter(Boolean)).toEqual([]);
    expect(scripted(packages).filter((name) => own.allowScripts[name] !== false)).toEqual([]);
  });

  test('are pinned to a version each, and every one that we name has its reason', () => {
    const named = { ...own.dependencies, ...own.devDependencies };
    expect(Object.entries(named).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    // A row may name several of one house: `@nestjs/common, core`.
    const reasons = new Set(
      read('docs/decisions/dependencies.md')
        .split('\n')
        .flatMap((line) => (line.startsWith('| ') ? (line.split('|')[1] ?? '').split(',') : []))
        .map((name) => name.trim().replace(/^.*\//, '')),
    );
    expect(Object.keys(named).filter((name) => !reasons.has(name.replace(/^.*\//, '')))).toEqual([]);
  });

  test('that are shipped stand whole in the list that goes with a release (CycloneDX)', async () => {
    const args = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'];
    const npm = process.env['npm_execpath'];
    const { code, output } = await runToEnd(
      npm ? { command: process.execPath, args: [npm, ...args] } : { command: 'npm', args },
    );
    expect(code).toBe(0);
    const bom = JSON.parse(output.slice(output.indexOf('{'))) as {
      components: { name: string; version: string }[];
    };
    const listed = new Set(bom.components.map(({ name, version }) => `${name}@${version}`));
    const shipped = Object.entries(packages).filter(
      ([place, { dev, optional, link }]) => place !== '' && !dev && !optional && !link,
    );
    expect(shipped.length).toBeGreaterThan(100);
    expect(
      shipped
        .map(([place, { name = nameOf(place), version }]) => `${name}@${version}`)
        .filter((each) => !listed.has(each)),
    ).toEqual([]);
  });
});

describe('what the registry knows against packages', () => {
  test.each<[string, object | string, boolean, string]>([
    ['nothing', { metadata: { vulnerabilities: {} }, vulnerabilities: {} }, true, 'none is known'],
    [
      'something',
      {
        metadata: { vulnerabilities: { high: 1 } },
        vulnerabilities: { a: { severity: 'high', range: '<2', via: [] } },
      },
      false,
      'high: a <2',
    ],
    [
      'no answer',
      { message: '405 Method Not Allowed', error: { summary: '' } },
      false,
      '405 Method Not Allowed',
    ],
    ['no network', 'npm error getaddrinfo ENOTFOUND', false, 'ENOTFOUND'],
  ])('is told in words: %s', (_, report, passed, words) => {
    const output = typeof report === 'string' ? report : `npm warn x\n${JSON.stringify(report)}\n`;
    expect(judged(output)).toEqual({ passed, words: expect.stringContaining(words) });
  });
});
