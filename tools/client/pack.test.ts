import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import ts from 'typescript';
import { packClient } from './pack.ts';

/** What a page that uses all of it would load. */
const MOST_BYTES = 8 * 1024;

let bare: string;
let pack: string;
beforeAll(() => {
  bare = mkdtempSync(join(tmpdir(), 'client-'));
  pack = join(bare, 'node_modules/@sosik/client');
  mkdirSync(pack, { recursive: true });
  packClient(pack);
});
afterAll(() => rmSync(bare, { recursive: true, force: true }));

const filesOf = (ending: string) => readdirSync(pack).filter((name) => name.endsWith(ending));
const textsOf = (ending: string) => filesOf(ending).map((name) => readFileSync(join(pack, name), 'utf8'));

test('the package is small', () => {
  expect(gzipSync(textsOf('.js').join('\n')).length).toBeLessThanOrEqual(MOST_BYTES);
});

test('the package names no other package and no room of ours', () => {
  const imports = [...textsOf('.js'), ...textsOf('.d.ts')].flatMap((text) =>
    [...text.matchAll(/\b(?:from|import) ?\(?['"]([^'"]+)['"]/g)].map(([, name]) => name),
  );
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.filter((name) => !/^\.\/[a-z]+\.js$/.test(name ?? ''))).toEqual([]);
});

test('the package works where nothing else is installed', () => {
  const script = `
    import * as client from '@sosik/client';
    const headers = await client.signWebhook({ id: '한', body: '소식' }, 'whsec_c2VjcmV0');
    const { id } = await client.verifyWebhook(headers, '소식', 'whsec_c2VjcmV0');
    const sosik = new client.Sosik({ url: 'http://127.0.0.1:1', key: 'k', retries: 0 });
    const { code } = await sosik.whoami().catch((error) => error);
    console.log(JSON.stringify([Object.keys(client), id, code]));
  `;
  writeFileSync(join(bare, 'run.mjs'), script);
  const { stdout, stderr } = spawnSync(process.execPath, ['run.mjs'], { cwd: bare, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([
    ['Sosik', 'SosikError', 'signWebhook', 'verifyWebhook'],
    '한',
    'unreachable',
  ]);
});

test('the declarations say what may be said, without a word of Node', () => {
  const sample = (line: string) => `
    import { Sosik, SosikError, type ArticleInput } from '@sosik/client';
    const article: ArticleInput = { uri: 'a:1', version: 1, language: 'ko', section: 'society', headline: '소식',
      body: [{ type: 'p', spans: [{ text: '한 줄', strong: true }] }] };
    const sosik = new Sosik({ url: 'https://newsroom.example', key: 'live_x' });
    ${line}
  `;
  const good = sample(`
    const receipt = await sosik.publish(article, { wait: 'visible' });
    if (receipt.outcome === 'public') console.log(receipt.url?.length);
    const { warnings } = await sosik.publish(article, { dryRun: true });
    console.log(warnings?.[0]?.pointer);
    for await (const each of sosik.publishAll([article])) if (each.problem?.code === 'gone') break;
    for await (const { hops } of sosik.follow(receipt)) console.log(hops[0]?.lag);
    const key = await sosik.keys.create({ name: '편집국', mode: 'live', scopes: ['publish'] });
    console.log(key.secret, new SosikError('rate_limited', '').retriable);
  `);
  const samples = {
    good,
    'a version in words': sample(`await sosik.publish({ ...article, version: '1' });`),
    'a wait that is none': sample(`await sosik.publish(article, { wait: 'soon' });`),
    'an outcome that is none': sample(`(await sosik.publish(article)).outcome === 'perhaps';`),
  };
  expect(faultyAmong(samples)).toEqual([
    'a version in words',
    'a wait that is none',
    'an outcome that is none',
  ]);
});

/** Names of the samples that do not compile. */
function faultyAmong(samples: Record<string, string>): string[] {
  const names = Object.keys(samples);
  const files = names.map((name) => join(bare, `${name}.mts`));
  for (const [index, file] of files.entries()) writeFileSync(file, samples[names[index] ?? ''] ?? '');
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.asynciterable.d.ts'],
    types: [],
    strict: true,
    noEmit: true,
    skipDefaultLibCheck: true,
  });
  const faulty = ts.getPreEmitDiagnostics(program).map(({ file }) => file?.fileName ?? 'somewhere');
  return names.filter((_, index) => faulty.includes(files[index] ?? ''));
}
