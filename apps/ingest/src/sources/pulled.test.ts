import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSettings } from '#libs/service';
import { permit } from '../key.ts';
import { ingestSettings } from '../settings.ts';
import { pulledOf, speakerFor } from './pulled.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sources-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function settingsWith(sources: object[]) {
  const path = join(folder, 'sources.json');
  writeFileSync(path, JSON.stringify(sources));
  const env = { INGEST_ADMIN_KEY: 'test_aKeyForTheTestsOfSources26', INGEST_SOURCES_FILE: path };
  return readSettings(ingestSettings, env);
}

const url = 'https://wire.example/항만.xml';

describe('sources of the settings', () => {
  test('are asked if they say where, in their order, with times in words', () => {
    const { INGEST_SOURCES_FILE } = settingsWith([
      { name: 'harbour', uriPrefix: 'harbour:', pull: { url, interval: '90s', quietAfter: '2d' } },
      { name: 'desk' },
      { name: 'coast', uriPrefix: 'coast:', pull: { url } },
    ]);
    expect(pulledOf(INGEST_SOURCES_FILE)).toMatchObject([
      { name: 'harbour', pull: { interval: 90_000, quietAfter: 172_800_000 } },
      { name: 'coast', pull: { interval: 300_000, quietAfter: 86_400_000, atMost: 200 } },
    ]);
  });

  test('are refused with all faults at once, each with its place', () => {
    const faulty = [
      {
        name: 'a',
        uriPrefix: 'a:',
        pull: { url: 'ftp://wire.example/', interval: '1s', quietAfter: 'soon' },
      },
      { name: 'b', pull: { url } },
      {
        name: 'c',
        uriPrefix: 'c:',
        pull: { url: 'https://me:secret@wire.example/', atMost: 0, often: true },
      },
    ];
    let told = '';
    try {
      settingsWith(faulty);
    } catch (error) {
      told = String(error);
    }
    for (const words of [
      '/0/pull/url ',
      '/0/pull/interval is at least 10s',
      '/0/pull/quietAfter is a time such as 90s, 15m, 6h or 2d',
      '/1/uriPrefix is needed with pull',
      '/2/pull/url names a user',
      '/2/pull/atMost ',
      '/2/pull/often is not known here',
    ])
      expect(told).toContain(words);
  });
});

describe('who speaks for a source', () => {
  const [source] = pulledOf([
    { name: 'harbour', uriPrefix: 'harbour:', pull: { url, interval: 1, quietAfter: 1, atMost: 1 } },
  ]);
  if (!source) throw new Error('there is one');
  const key = speakerFor(source);

  test('may publish and withdraw what is its own', () => {
    expect(() => permit(key, 'article.published', 'harbour:ferry')).not.toThrow();
    expect(() => permit(key, 'article.withdrawn', 'harbour:ferry')).not.toThrow();
  });

  test.each([
    ['article.published', 'desk:ferry'],
    ['article.withdrawn', 'desk:ferry'],
    ['front.curated', 'harbour:front'],
    ['breaking.raised', 'harbour:ferry'],
  ])('may not say %s of %s', (type, uri) => {
    expect(() => permit(key, type, uri)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });
});
