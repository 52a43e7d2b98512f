import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { canInstall, install } from '../../engines/apt.ts';

/** Where Linux and macOS have it. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
/** The browser, and letters for Korean: without them it draws boxes, which no one can look at. */
const packages = ['chromium', 'fonts-noto-cjk'];

export const CHROMIUM_MEND =
  'install Chromium (Debian: apt-get install chromium fonts-noto-cjk), or name its program in CHROMIUM';

/** The browser's program; where packages are ours to install, it is installed. Undefined if there is none to be had. */
export async function chromiumProgram(
  env: NodeJS.ProcessEnv,
  say: (line: string) => unknown,
): Promise<string | undefined> {
  const found = env['CHROMIUM'] ?? places.find((place) => existsSync(place));
  if (found !== undefined || !canInstall(env)) return found;
  say('installing chromium, once …');
  for (const name of packages) {
    const problem = await install(env, name);
    if (problem !== undefined) say(problem);
  }
  return places.find((place) => existsSync(place));
}

/** A browser without a window, which asks nobody but the pages it is shown. */
export function openBrowser(executablePath: string): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--hide-scrollbars',
    '--no-first-run',
    ...quiet,
  ];
  return chromium.launch({ executablePath, args });
}
