import { basename } from 'node:path';

/** A source file as the rules see it. */
export interface Source {
  /** From the root of the project, with forward slashes. */
  path: string;
  text: string;
}

/** A rule of the house: says in words what a file does wrong, or nothing. */
export interface Rule {
  name: string;
  /** Which files it speaks of. */
  of(path: string): boolean;
  fault(source: Source): string | undefined;
  /** Files that break it; the rule must find each. */
  planted: Source[];
}

const roles = ['module', 'settings', 'consumer', 'producer', 'store', 'controller', 'page', 'client'];
const roomsWithoutSubject = ['index', 'utils', 'helpers', 'common', 'types', 'constants'];

const isTest = (path: string) => /\.test\.tsx?$/.test(path);
const isCode = (path: string) => /\.tsx?$/.test(path);
const inApp = (path: string) => path.startsWith('apps/') && isCode(path) && !isTest(path);
const inHouse = (path: string) => /^(apps|libs|engines|tools)\//.test(path) && isCode(path) && !isTest(path);
const lines = (text: string) => text.trimEnd().split('\n').length;
/** A file of data: nothing but one value, which may be as long as its subject. */
const isTable = (path: string) => /\/(names|style)\.ts$/.test(path);

/** In an app, a file without a role is pure; in a lib, all of contracts and text is. */
function isPure(path: string): boolean {
  // What runs in a reader's browser has no rooms to be kept apart.
  if (isTest(path) || !isCode(path) || path.includes('/browser/')) return false;
  if (/^libs\/(contracts|text)\/src\//.test(path)) return true;
  const name = basename(path).replace(/\.tsx?$/, '');
  return inApp(path) && name !== 'main' && !name.includes('.') && name !== 'settings';
}

function matches(pattern: RegExp, message: string): Rule['fault'] {
  return ({ text }) => {
    const found = pattern.exec(text);
    return found ? `${message}: ${found[0].trim()}` : undefined;
  };
}

const plant = (path: string, text: string): Source => ({
  path,
  text: `${text}\n${'// a line\n'.repeat(25)}`,
});

export const rules: readonly Rule[] = [
  {
    name: 'no file is a room without a subject',
    of: inHouse,
    fault: ({ path }) =>
      roomsWithoutSubject.includes(basename(path).replace(/\.tsx?$/, '')) ? 'has no subject' : undefined,
    planted: [plant('apps/content/src/utils.ts', ''), plant('libs/text/src/index.ts', '')],
  },
  {
    name: 'roles of files in an app are closed',
    of: inApp,
    fault: ({ path }) => {
      const [, role] = basename(path)
        .replace(/\.tsx?$/, '')
        .split('.');
      return role === undefined || roles.includes(role) ? undefined : `${role} is not a role`;
    },
    planted: [
      plant('apps/content/src/article.service.ts', ''),
      plant('apps/gateway/src/cache/page.manager.ts', ''),
    ],
  },
  {
    name: 'a file has at most 400 lines',
    of: (path) => inHouse(path) && !isTable(path),
    fault: ({ text }) => (lines(text) > 400 ? `has ${lines(text)} lines` : undefined),
    planted: [{ path: 'libs/kafka/src/long.ts', text: 'const line = 1;\n'.repeat(401) }],
  },
  {
    name: 'a file of an app or lib has at least 10 lines',
    of: (path) =>
      /^(apps|libs)\//.test(path) &&
      inHouse(path) &&
      !/(main|\.module|settings)\.ts$|^libs\/([^/]+)\/src\/\2\.ts$/.test(path),
    fault: ({ text }) => (lines(text) < 10 ? `has ${lines(text)} lines: merge it into its user` : undefined),
    planted: [{ path: 'apps/search/src/limit.ts', text: 'export const limit = 10;\n' }],
  },
  {
    name: 'the environment is read in settings only',
    of: (path) =>
      /^(apps|libs)\//.test(path) &&
      isCode(path) &&
      !isTest(path) &&
      !/settings\.ts$|^libs\/(service|testing)\//.test(path),
    fault: matches(/process\.env\b/, 'reads the environment'),
    planted: [plant('apps/content/src/article.store.ts', "const url = process.env['MONGODB_URL'];")],
  },
  {
    name: 'pure files know no Nest, no I/O, no clock and no chance',
    of: isPure,
    fault: matches(
      /from '(@nestjs|fastify|node:(fs|net|http|https|dns|child_process|worker_threads|timers))[^']*'|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandom(Bytes|UUID)\(|\bfetch\(|\bsetTimeout\(/,
      'is not pure',
    ),
    planted: [
      plant('apps/content/src/article.ts', "import { Injectable } from '@nestjs/common';"),
      plant('apps/search/src/query.ts', 'export const now = () => Date.now();'),
      plant('libs/text/src/slug.ts', "import { readFileSync } from 'node:fs';"),
      plant('apps/gateway/src/front.ts', 'export const pick = () => Math.random();'),
    ],
  },
  {
    name: 'no forward references, global modules, request scope or middleware',
    of: (path) => /^(apps|libs)\//.test(path) && isCode(path),
    fault: matches(
      /\bforwardRef\(|@Global\(|Scope\.(REQUEST|TRANSIENT)|\bNestMiddleware\b|\bMiddlewareConsumer\b/,
      'uses',
    ),
    planted: [
      plant('apps/content/src/content.module.ts', '@Global() export class ContentModule {}'),
      plant(
        'apps/content/src/article.store.ts',
        '@Injectable({ scope: Scope.REQUEST }) export class Store {}',
      ),
    ],
  },
  {
    name: 'a constructor has at most six dependencies',
    of: inHouse,
    fault: ({ text }) => {
      const counts = [...text.matchAll(/constructor\(([\s\S]*?)\)\s*\{/g)].map(
        ([, list = '']) => list.split('@Inject(').length - 1,
      );
      const most = Math.max(0, ...counts);
      return most > 6 ? `has ${most}` : undefined;
    },
    planted: [plant('apps/content/src/a.controller.ts', `constructor(${'@Inject(X) x: X, '.repeat(7)}) {`)],
  },
  {
    // Types are free: whoever does not name them need not know them, and nothing of them runs.
    name: 'the public names of a lib are at most fifteen',
    of: (path) => /^libs\/([^/]+)\/src\/\1\.ts$/.test(path) && !path.includes('contracts'),
    fault: ({ text }) => {
      const names = [...text.matchAll(/export \{([^}]*)\}/g)].flatMap(([, list = '']) =>
        list.split(',').filter((name) => name.trim() !== '' && !name.trim().startsWith('type ')),
      );
      const own = text.match(/^export (function|class|const)/gm)?.length ?? 0;
      return names.length + own > 15 ? `has ${names.length + own}` : undefined;
    },
    planted: [plant('libs/text/src/text.ts', `export { ${'a, '.repeat(16)} } from './a.ts';`)],
  },
  {
    name: 'a file of ours is not imported at run time',
    of: (path) => /^(apps|libs)\//.test(path) && isCode(path) && !isTest(path),
    fault: matches(
      /\bimport\(\s*['"`]\.{1,2}\//,
      'imports while it runs, by a name that the compiler leaves as it is',
    ),
    planted: [
      plant('apps/ingest/src/media.controller.ts', "const { keepable } = await import('./picture.ts');"),
    ],
  },
  {
    name: 'tests mock no module',
    of: isTest,
    fault: matches(/\bjest\.(mock|unstable_mockModule|doMock)\(/, 'mocks'),
    planted: [plant('apps/content/src/article.test.ts', "jest.mock('mongoose');")],
  },
];

/** All faults of all files, one line each. */
export function faultsIn(sources: readonly Source[]): string[] {
  return rules.flatMap((rule) =>
    sources
      .filter(({ path }) => rule.of(path))
      .flatMap((source) => {
        const fault = rule.fault(source);
        return fault === undefined ? [] : [`${source.path}: ${fault} (${rule.name})`];
      }),
  );
}
