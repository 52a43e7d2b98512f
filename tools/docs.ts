// npm run docs: writes the pages of docs/ that follow from contracts, routes, settings and metrics, and what of deploy/
// follows from tools/boards.
import { writeFileSync } from 'node:fs';
import { generatedDeploy } from './boards/written.ts';
import { generatedDocs } from './docs/pages.ts';

const written = [
  ...Object.entries(generatedDocs()).map(([name, text]) => [`docs/${name}`, text] as const),
  ...Object.entries(generatedDeploy()).map(([name, text]) => [`deploy/${name}`, text] as const),
];
for (const [path, text] of written) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text);
  process.stdout.write(`${path}\n`);
}
