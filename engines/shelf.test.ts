import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { IMAGES } from './images.ts';
import { isReachable, REPOSITORY, Shelf, SOURCES, sourceKey } from './shelf.ts';

const folder = mkdtempSync(join(tmpdir(), 'sosik-shelf-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const shelf = (): Shelf => new Shelf(mkdtempSync(join(folder, 'shelf-')), () => undefined);

const read = (...path: string[]): string => readFileSync(join(REPOSITORY, ...path), 'utf8');

test('what is on the shelf is not built again', async () => {
  const here = shelf();
  let built = 0;
  const build = async (place: string): Promise<void> => {
    built += 1;
    writeFileSync(join(place, 'jar'), 'x');
  };
  const first = await here.provide('kafka', 'abc', build);
  expect(await here.provide('kafka', 'abc', build)).toBe(first);
  expect(built).toBe(1);
  expect(existsSync(join(first, 'jar'))).toBe(true);
});

test('of two first runs one builds and the other gets the same', async () => {
  const one = shelf();
  const other = new Shelf(one.folder, () => undefined);
  let built = 0;
  const build = async (): Promise<void> => {
    built += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const [a, b] = await Promise.all([one.provide('redis', 'k', build), other.provide('redis', 'k', build)]);
  expect(a).toBe(b);
  expect(built).toBe(1);
});

test('a build that fails leaves nothing behind', async () => {
  const here = shelf();
  const broken = here.provide('mongodb', 'k', async (place) => {
    writeFileSync(join(place, 'half'), 'x');
    throw new Error('the disk is full');
  });
  await expect(broken).rejects.toThrow('the disk is full');
  expect(readdirSync(here.folder)).toEqual([]);
});

test('a change of a source is a new entry', () => {
  expect(sourceKey(['pom.xml'])).toBe(sourceKey(['pom.xml']));
  expect(sourceKey(['pom.xml'])).not.toBe(sourceKey(['pom.xml', 'kafka/pom.xml']));
  expect(sourceKey(['pom.xml'], '1')).not.toBe(sourceKey(['pom.xml'], '2'));
});

test.each([
  { path: '/root/sosik/.engines', modes: { '/root': 0o40700 }, reachable: false },
  { path: '/srv/sosik/.engines', modes: { '/srv': 0o40755, '/srv/sosik': 0o40755 }, reachable: true },
  { path: '/srv/sosik/.engines', modes: { '/srv/sosik/.engines': 0o40750 }, reachable: false },
])('nobody reaches $path with $modes: $reachable', ({ path, modes, reachable }) => {
  const known = new Map(Object.entries(modes));
  expect(isReachable(path, (each) => known.get(each))).toBe(reachable);
});

test('the versions are the same natively and in Docker', () => {
  const native = read('engines', 'elasticsearch', 'elasticsearch.ts');
  const version = /VERSION = '([^']+)'/.exec(native)?.[1] ?? '';
  expect(read('engines', 'elasticsearch', 'pom.xml')).toContain(`<version>${version}</version>`);
  expect(read('engines', 'elasticsearch', 'plugin-descriptor.properties')).toContain(
    `elasticsearch.version=${version}`,
  );
  expect(read('deploy', 'docker', 'elasticsearch.Dockerfile')).toContain(`elasticsearch:${version}\n`);
  expect(IMAGES.elasticsearch).toContain(`:${version}`);
  const kafka = /VERSION = '([^']+)'/.exec(read('engines', 'kafka', 'kafka.ts'))?.[1] ?? '';
  expect(read('engines', 'kafka', 'pom.xml')).toContain(`<version>${kafka}</version>`);
  expect(IMAGES.kafka).toBe(`apache/kafka:${kafka}`);
});

test('docker-compose.yml runs the images of the tests', () => {
  const compose = read('docker-compose.yml');
  for (const image of Object.values(IMAGES)) expect(compose).toContain(`image: ${image}\n`);
});

test('our own plugin stays out of the image', () => {
  expect(read('deploy', 'docker', 'elasticsearch.Dockerfile')).toContain('install --batch analysis-nori');
  expect(SOURCES).toBe(join(REPOSITORY, 'engines'));
});
