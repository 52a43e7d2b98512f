// The one script of the pages, read when the gateway starts: as the compiler has left it, or, where the gateway runs
// from its sources, with its types taken away here. The hash of its bytes stands in its address.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../browser');
const compiled = join(folder, 'site.js');

const bytes = Buffer.from(
  existsSync(compiled)
    ? readFileSync(compiled)
    : stripTypeScriptTypes(readFileSync(join(folder, 'site.ts'), 'utf8')),
);

export const siteScript = {
  /** With the hash of its bytes. */
  path: `/assets/site.${createHash('sha256').update(bytes).digest('hex').slice(0, 10)}.js`,
  type: 'text/javascript; charset=utf-8',
  bytes,
} as const;
