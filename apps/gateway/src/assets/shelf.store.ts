// The files every page needs: style sheets, fonts and the script, read once when the gateway starts. Each has the hash of its
// bytes in its address, so browsers may keep it for ever, and a new one is asked for by the page that needs it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { focalPoints, grounds } from './ground.ts';
import { fontFaces, minified } from './sheet.ts';

export interface Asset {
  /** With the hash of its bytes. */
  path: string;
  type: string;
  bytes: Buffer;
}

/** Beside the sources, and seen from where the compiled app lies. */
const places = ['../../assets', '../../../../../apps/gateway/assets'].map((place) =>
  join(import.meta.dirname, place),
);
const folder = places.find((place) => existsSync(place)) ?? '';
/** In the order of the cascade. */
const parts = ['tokens', 'type', 'layout', 'blocks', 'lists', 'article', 'records', 'forms', 'docs', 'print'];

const text = (file: string) => readFileSync(join(folder, file), 'utf8');

function asset(stem: string, ending: string, { type, bytes }: Omit<Asset, 'path'>): Asset {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  return { path: `/assets/${stem}.${hash}.${ending}`, type, bytes };
}

function font(file: string): Asset {
  return asset(file, 'woff2', {
    type: 'font/woff2',
    bytes: readFileSync(join(folder, `fonts/${file}.woff2`)),
  });
}

function sheet(stem: string, css: string): Asset {
  return asset(stem, 'css', { type: 'text/css; charset=utf-8', bytes: Buffer.from(css) });
}

const fonts = { 'schibsted-grotesk': font('schibsted-grotesk'), newsreader: font('newsreader') };
const site = sheet(
  'site',
  [
    fontFaces((file) => fonts[file].path),
    ...parts.map((part) => minified(text(`style/${part}.css`))),
    grounds,
    focalPoints,
  ].join(''),
);
const lite = sheet('lite', minified(text('lite.css')));

/** As the compiler has left it; where the gateway runs from its sources its types are taken away here. */
function script(): Asset {
  const compiled = join(import.meta.dirname, '../../browser/site.js');
  const source = () => stripTypeScriptTypes(readFileSync(compiled.replace(/js$/, 'ts'), 'utf8'));
  const bytes = Buffer.from(existsSync(compiled) ? readFileSync(compiled) : source());
  return asset('site', 'js', { type: 'text/javascript; charset=utf-8', bytes });
}

const siteScript = script();

/** Addresses as pages name them. */
export const shelf = {
  site: site.path,
  lite: lite.path,
  script: siteScript.path,
  sans: fonts['schibsted-grotesk'].path,
  serif: fonts.newsreader.path,
} as const;

const assets: readonly Asset[] = [site, lite, siteScript, ...Object.values(fonts)];

/** The file of an address; with another hash, or none, the one that has taken its place. */
export function assetAt(name: string): Asset | undefined {
  const [, stem, ending] = /^([\w-]+)(?:\.[\da-f]+)?\.(\w+)$/.exec(name) ?? [];
  return assets.find(({ path }) => path.startsWith(`/assets/${stem}.`) && path.endsWith(`.${ending}`));
}
