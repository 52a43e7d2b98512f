import { expect, test } from '@jest/globals';
import { indexPage } from './index.page.tsx';

test('while search is away each part of its page says so, and none stands empty', () => {
  const missing = { missing: 'search is not available' };
  const html = indexPage(
    { name: '당직' },
    { standing: missing, progress: missing, published: missing, wait: undefined },
  );
  const parts = html.split('<h2>').slice(1);
  expect(parts.map((part) => part.slice(0, part.indexOf('<')))).toEqual([
    'Indices',
    'Made anew',
    'Asked in vain',
  ]);
  for (const part of parts) expect(part).toContain('is not known: search is not available');
});
