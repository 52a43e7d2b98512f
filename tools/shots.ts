// npm run shots -- FOLDER [--url http://127.0.0.1:4000] [PAGE …]
//
// Photographs every kind of page of a running local paper, or those that are named: at 390 and 1280 pixels, light
// and dark, in English and Korean. A file for each, and a contact sheet for each page.
//   CHROMIUM   the browser's program, if it is not found by itself
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { CHROMIUM_MEND, chromiumProgram, openBrowser } from './local/chromium.ts';
import { pagesOf, type Shown } from './shots/pages.ts';
import { contactSheet, type Shot } from './shots/sheet.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { url: { type: 'string', default: 'http://127.0.0.1:4000' } },
});
const [folder, ...only] = positionals;

const widths = [1280, 390] as const;
const themes = ['light', 'dark'] as const;
const languages = ['en', 'ko'] as const;

async function open(): Promise<Browser> {
  const program = await chromiumProgram(process.env, (line) => process.stderr.write(`${line}\n`));
  if (program === undefined) throw new Error(`there is no Chromium here: ${CHROMIUM_MEND}`);
  return openBrowser(program);
}

async function photograph(browser: Browser, page: Shown, into: string): Promise<Shot[]> {
  const shots: Shot[] = [];
  for (const width of widths)
    for (const theme of themes) {
      const tab = await browser.newPage({
        viewport: { width, height: width === 390 ? 844 : 900 },
        colorScheme: theme,
        reducedMotion: 'reduce',
      });
      await tab.goto(values.url + page.path, { waitUntil: 'load' });
      // What waits below the fold is loaded too.
      await tab.evaluate(
        `(async () => { for (const each of document.images) each.loading = 'eager';
          await Promise.all([...document.images].map((each) => each.decode().catch(() => {}))); await document.fonts.ready; })()`,
      );
      const wide = (await tab.evaluate('document.documentElement.scrollWidth')) as number;
      if (wide > width) process.stdout.write(`${page.path} is ${wide} pixels wide at ${width}\n`);
      const file = join(into, `${page.name}-${theme}-${width}.png`);
      await tab.screenshot({ path: file, fullPage: true });
      await tab.close();
      shots.push({ file, width });
    }
  return shots;
}

if (folder === undefined) {
  process.stderr.write('Name a folder for the photographs: npm run shots -- FOLDER\n');
  process.exit(2);
}
let browser: Browser | undefined;
try {
  browser = await open();
  for (const lang of languages) {
    const into = join(folder, lang);
    await mkdir(into, { recursive: true });
    for (const page of await pagesOf(values.url, lang)) {
      if (only.length > 0 && !only.includes(page.name)) continue;
      const sheet = join(folder, `${page.name}-${lang}.png`);
      await contactSheet(await photograph(browser, page, into), sheet);
      process.stdout.write(`${sheet}\n`);
    }
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await browser?.close();
}
