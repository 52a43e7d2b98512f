// npm run docs: writes the pages of docs/ that follow from contracts, routes and settings.
import { writeFileSync } from 'node:fs';
import { generatedDocs } from './docs/pages.ts';

for (const [name, text] of Object.entries(generatedDocs())) {
  writeFileSync(new URL(`../docs/${name}`, import.meta.url), text);
  process.stdout.write(`docs/${name}\n`);
}
