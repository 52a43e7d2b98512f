import { expect, test } from '@jest/globals';
import { render, rooms } from './layout.tsx';

test('the head of each page leads to each room of the desk once, and says in which one somebody is', () => {
  const html = render({ name: '당직', title: 'Cache', place: '/cache' }, '');
  const nav = /<nav[\s\S]*?<\/nav>/.exec(html)?.[0] ?? '';
  const links = [...nav.matchAll(/href="([^"]+)"/g)].map(([, path]) => path);
  expect(links).toEqual(['/', ...new Set(rooms.map(({ path }) => path))]);
  expect([...nav.matchAll(/href="([^"]+)" aria-current="page"/g)].map(([, path]) => path)).toEqual([
    '/cache',
  ]);
});

test('nobody who is not signed in is led anywhere', () => {
  expect(render({ title: 'Sign in' }, '')).not.toContain('<nav');
});
