import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** The parts of docs/guarantees.md, each with the tests it names; those without a number are beside the promises. */
const parts = read('docs/guarantees.md')
  .split(/^## /m)
  .slice(1)
  .map((part) => ({
    name: /^G\d+/.exec(part)?.[0],
    proofs: [...part.matchAll(/^- `(.+?)`: (.+)$/gm)].map(([, path = '', title = '']) => ({ path, title })),
  }));
const promises = parts.filter(({ name }) => name !== undefined);

test('each of the ten promises names tests that prove it', () => {
  expect(promises.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, n) => `G${n + 1}`));
  for (const { name, proofs } of promises) expect({ name, proofs }).not.toEqual({ name, proofs: [] });
});

test.each(parts.flatMap(({ name, proofs }) => proofs.map((proof) => ({ name: name ?? 'beside', ...proof }))))(
  '$name: $path has the test "$title"',
  ({ path, title }) => expect(read(path)).toContain(title),
);
