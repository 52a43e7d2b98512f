// node tools/with.mjs tools/contracts/record.ts: writes down what this version promises, once, when it is released.
import { readFileSync } from 'node:fs';
import { contractNow } from './contract.ts';
import { writeDown } from './released.ts';
import { samples } from './samples.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
try {
  writeDown(version, contractNow(), samples);
  process.stdout.write(`libs/contracts/recorded/${version}: ${samples.length} records and the contract\n`);
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  process.stderr.write(`${version} is written down already; a release is never written down anew.\n`);
  process.exitCode = 1;
}
