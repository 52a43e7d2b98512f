import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deliveries, reservedSlugs, SurfaceClass, surfaces } from '#libs/contracts';
import { elsewhere, routesOf, unregistered, waysOut } from './routes.ts';
import { faultsIn, rules, type Source } from './rules.ts';

const root = new URL('..', import.meta.url).pathname;

/** Every file of the project, as git sees it: tracked, or new and not ignored. */
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '');
const read = (path: string): string => {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return ''; // removed, and not yet committed
  }
};
const sources: Source[] = files
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path, text: read(path) }))
  .filter(({ text }) => text !== '');

test('the house keeps its rules', () => {
  expect(faultsIn(sources)).toEqual([]);
});

test.each(rules.flatMap(({ name, planted }) => planted.map((source) => ({ name, source }))))(
  'a planted violation is found: $name ($source.path)',
  ({ name, source }) => {
    expect(faultsIn([source]).filter((fault) => fault.endsWith(`(${name})`))).toHaveLength(1);
  },
);

describe('arrows between rooms', () => {
  const planted: Record<string, [file: string, imports: string]> = {
    'no-cycle': ['libs/text/src/a.ts', './b.ts'],
    'apps-apart': ['apps/search/src/a.ts', '../../content/src/a.ts'],
    'libs-know-no-app': ['libs/service/src/a.ts', '../../../apps/content/src/a.ts'],
    'libs-text-arrows': ['libs/text/src/c.ts', '../../contracts/src/contracts.ts'],
    'libs-contracts-arrows': ['libs/contracts/src/c.ts', '../../text/src/text.ts'],
    'libs-service-arrows': ['libs/service/src/c.ts', '../../kafka/src/kafka.ts'],
    'libs-kafka-arrows': ['libs/kafka/src/c.ts', '../../text/src/text.ts'],
    'libs-mongo-arrows': ['libs/mongo/src/c.ts', '../../kafka/src/kafka.ts'],
    'libs-client-arrows': ['libs/client/src/c.ts', '../../text/src/text.ts'],
    'libs-outbound-arrows': ['libs/outbound/src/c.ts', '../../kafka/src/kafka.ts'],
    'client-stands-alone': ['libs/client/src/d.ts', '../../contracts/src/contracts.ts'],
    'testing-in-tests-only': ['apps/content/src/b.ts', '../../../libs/testing/src/testing.ts'],
    'libs-by-their-entry': ['apps/content/src/c.ts', '../../../libs/text/src/a.ts'],
    'contracts-know-only-zod': ['libs/contracts/src/d.ts', 'pino'],
    'text-knows-no-package': ['libs/text/src/d.ts', 'zod'],
    'kafkajs-in-one-room': ['apps/content/src/d.ts', 'kafkajs'],
    'drivers-in-one-room': ['apps/content/src/e.ts', 'mongoose'],
    'elasticsearch-in-one-room': ['apps/search/src/e.ts', '@elastic/elasticsearch'],
    'gateway-owns-no-data': ['apps/gateway/src/a.store.ts', 'ioredis'],
    'testcontainers-in-one-file': ['engines/a.ts', 'testcontainers'],
    'testcontainers-on-demand': ['engines/b.ts', './testcontainers.ts'],
  };
  const config = join(root, '.dependency-cruiser.mjs');
  let house: string;
  let found: Set<string>;

  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), 'house-'));
    symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), text);
    };
    for (const path of ['package.json', 'tsconfig.base.json']) write(path, read(path));
    for (const [path, imports] of Object.values(planted))
      write(path, `import * as it from '${imports}';\nexport { it };\n`);
    // What the planted files point at, where that is not planted itself.
    write('libs/text/src/b.ts', "import * as it from './a.ts';\nexport { it };\n");
    for (const path of [
      'apps/content/src/a.ts',
      'libs/contracts/src/contracts.ts',
      'libs/text/src/text.ts',
      'libs/kafka/src/kafka.ts',
      'libs/testing/src/testing.ts',
      'engines/testcontainers.ts',
    ]) {
      write(path, 'export const it = 1;\n');
    }
    const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
    const args = [cruiser, 'apps', 'libs', 'engines', '--config', config, '--output-type', 'json'];
    const { stdout } = spawnSync(process.execPath, args, {
      cwd: house,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
    found = new Set(summary.violations.map(({ rule }) => rule.name));
  });
  afterAll(() => rmSync(house, { recursive: true, force: true }));

  test.each(Object.keys(planted))('a planted violation is found: %s', (name) => {
    expect(found).toContain(name);
  });

  test('every rule has a planted violation', async () => {
    const { default: cruiser } = (await import(config)) as { default: { forbidden: { name: string }[] } };
    expect(new Set(cruiser.forbidden.map(({ name }) => name))).toEqual(new Set(Object.keys(planted)));
  });
});

describe('surfaces', () => {
  const routes = routesOf(sources);

  test('every route of an app is one, or shows no reader an article, for a reason that is given', () => {
    expect(routes.length).toBeGreaterThan(150);
    expect(unregistered(routes)).toEqual([]);
  });

  test('every one that is registered is a route of its app', () => {
    const declared = new Set(routes.map(({ app, route }) => `${app} ${route}`));
    expect(surfaces.filter(({ app, route }) => !declared.has(`${app} ${route}`))).toEqual([]);
  });

  test('none is also said to show no article, and no reason is given for what is not there', () => {
    const known = new Set(surfaces.map(({ app, route }) => `${app} ${route}`));
    const apps = new Set(routes.map(({ app }) => app));
    for (const { app, route, reason } of elsewhere) {
      const meant = routes.filter((each) => app.test(each.app) && route.test(each.route));
      expect({ reason, both: meant.filter((each) => known.has(`${each.app} ${each.route}`)) }).toEqual({
        reason,
        both: [],
      });
      if ([...apps].some((each) => app.test(each)))
        expect({ reason, meant }).not.toEqual({ reason, meant: [] });
    }
  });

  test('have names of their own, and every class has one', () => {
    const all = [...surfaces, ...deliveries];
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map((each) => each.class))).toEqual(new Set(SurfaceClass.options));
  });

  test.each([
    ["@Controller()\nclass A { @Get('/today') today() {} }", 'gateway', '/today'],
    ["@Controller('api/v1')\nclass A { @Post(['now', '/then/:id']) now() {} }", 'gateway', '/api/v1/now'],
    ['@Controller()\nclass A { @Get(WHERE) today() {} }', 'gateway', 'unreadable: WHERE'],
    ["@Controller('websub')\nclass A { @Get('topics') all() {} }", 'syndication', '/websub/topics'],
    ["@Controller()\nclass A { @Get('/v1/x') all() {} }", 'tomorrow', '/v1/x'],
  ])('a planted route is found: %s', (text, app, route) => {
    const found = unregistered(routesOf([{ path: `apps/${app}/src/a.controller.ts`, text }]));
    expect(found.map((each) => each.route)[0]).toContain(route);
  });

  test('whoever reaches addresses outside is known, with what is carried there', () => {
    const carriers = sources
      .filter(({ path }) => path.startsWith('apps/') && !path.includes('.test.'))
      .filter(({ text }) => /\boutbound\.fetch\(/.test(text))
      .map(({ path }) => path);
    expect(new Set(carriers)).toEqual(new Set(Object.keys(waysOut)));
  });
});

test('no section can have the address of something else', () => {
  const words = sources
    .filter(({ path }) => path.startsWith('apps/gateway/src/') && path.endsWith('.controller.ts'))
    .flatMap(({ text }) => [...text.matchAll(/'\/(?:ko\/)?([a-z][a-z0-9.-]*)(?:\/[^']*)?'/g)])
    .map(([, word = '']) => word);
  expect(words.length).toBeGreaterThan(20);
  expect([...new Set(words)].filter((word) => !reservedSlugs.includes(word))).toEqual([]);
});

describe('the lock file', () => {
  interface Entry {
    integrity?: string;
    resolved?: string;
    link?: boolean;
    optionalDependencies?: Record<string, string>;
  }
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Entry> };
  const entries = Object.entries(packages).filter(([place]) => place !== '');

  test('names no download address, so that everyone uses the registry of his own settings', () => {
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([place]) => place)).toEqual([]);
  });

  test('knows the checksum of every package', () => {
    expect(entries.filter(([, { integrity, link }]) => !integrity && !link).map(([place]) => place)).toEqual(
      [],
    );
  });

  test('holds the builds of every package for every system', () => {
    const missing = entries.flatMap(([place, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });
});

test('the README can be read in one sitting', () => {
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(150);
});

test('package.json has at most 18 scripts', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: object };
  expect(Object.keys(scripts).length).toBeLessThanOrEqual(18);
});
