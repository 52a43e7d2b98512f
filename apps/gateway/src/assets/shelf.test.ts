import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { groundOf, grounds } from './ground.ts';
import { minified } from './sheet.ts';
import { assetAt, shelf } from './shelf.store.ts';

const at = (path: string) => assetAt(path.replace('/assets/', ''));
const css = at(shelf.site)?.bytes.toString() ?? '';

describe('what every page loads', () => {
  test('is small: 8 KB of style and 80 KB of fonts on the way', () => {
    expect(gzipSync(css).length).toBeLessThanOrEqual(8_192);
    const fonts = [shelf.sans, shelf.serif].map((path) => at(path)?.bytes.length ?? 0);
    expect(fonts.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(81_920);
    expect(Math.min(...fonts)).toBeGreaterThan(10_000);
  });

  test('loads nothing that is not here', () => {
    const named = [...css.matchAll(/url\(([^)]*)\)/g)].map(([, path = '']) => path);
    expect(new Set(named)).toEqual(new Set([shelf.sans, shelf.serif]));
    expect(css).not.toMatch(/@import|https?:/);
  });

  test('is found under its own address, and the newest under an older one', () => {
    expect(at(shelf.site)?.path).toBe(shelf.site);
    expect(assetAt('site.0000000000.css')?.path).toBe(shelf.site);
    expect(assetAt('site.css')?.path).toBe(shelf.site);
    expect(assetAt('site.js')?.path).toBe(shelf.script);
    expect([assetAt('site.woff2'), assetAt('../settings.ts'), assetAt('')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

test('a sheet is written without what no browser needs', () => {
  expect(minified('/* a\n b */\na,\nb:is(.c, .d) > e {\n  color: red;\n  width: calc(1px + 2%);\n}\n')).toBe(
    'a,b:is(.c,.d) > e{color:red;width:calc(1px + 2%)}',
  );
});

test.each(['#000000', '#ffffff', '#7f7f7f', '#12a0fe'])('there is a rule for the ground of %s', (colour) => {
  expect(grounds).toContain(`.${groundOf(colour)}{background:#`);
});
