import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LogRecord, topics } from '#libs/contracts';
import type { Contract } from './contract.ts';
import type { Sample } from './samples.ts';

/** What releases promised and wrote, in files that nobody rewrites: their digests stand beside them. */

const folder = new URL('../../libs/contracts/recorded/', import.meta.url).pathname;
const DIGESTS = 'digests.json';

/** A record as it lay in the log, and what the release that wrote it read there. */
export interface Recorded {
  topic: string;
  name: string;
  /** Without one: the record had none. */
  key?: string;
  headers: Record<string, string>;
  value: string;
  parsed: unknown;
}

export interface Release {
  version: string;
  contract: Contract;
  records: readonly Recorded[];
}

/** All of them, the oldest first. */
export function releases(): Release[] {
  return versions().map((version) => ({
    version,
    contract: read(version, 'contract') as Contract,
    records: read(version, 'records') as Recorded[],
  }));
}

function versions(): string[] {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isDirectory());
  const number = (version: string): number[] => version.split('.').map(Number);
  const compare = (a: string, b: string): number =>
    number(a).reduce((sum, part, at) => sum || part - (number(b)[at] ?? 0), 0);
  return folders.map(({ name }) => name).toSorted(compare);
}

function read(version: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, version, `${name}.json`), 'utf8'));
}

/** SHA-256 of each file that is there. */
export function digestsNow(): Record<string, string> {
  const files = versions().flatMap((version) =>
    readdirSync(join(folder, version)).map((name) => `${version}/${name}`),
  );
  const digest = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  return Object.fromEntries(files.toSorted().map((file) => [file, digest(file)]));
}

/** SHA-256 of each file as it was recorded. */
export function digestsRecorded(): Record<string, string> {
  return JSON.parse(readFileSync(join(folder, DIGESTS), 'utf8')) as Record<string, string>;
}

/** What a reader of the topic makes of a record. */
export function readAs(topic: string, record: LogRecord): unknown {
  const known = Object.values(topics).find(({ name }) => name === topic);
  if (!known) throw new Error(`there is no topic ${topic}`);
  return known.decode(record);
}

/** Writes down what a release promises. Throws if it was written down before. */
export function writeDown(version: string, contract: Contract, samples: readonly Sample[]): void {
  const records = samples.map(({ topic, name, record }): Recorded => {
    const { key, headers, value } = record;
    const parsed = readAs(topic, record);
    return { topic, name, ...(key === undefined ? {} : { key }), headers, value: String(value), parsed };
  });
  mkdirSync(folder, { recursive: true });
  // Fails where the folder is: what was released is not rewritten.
  mkdirSync(join(folder, version));
  const lines = (list: readonly unknown[]): string =>
    `[\n${list.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`;
  writeFileSync(join(folder, version, 'records.json'), lines(records));
  writeFileSync(join(folder, version, 'contract.json'), `${JSON.stringify(contract, null, 1)}\n`);
  writeFileSync(join(folder, DIGESTS), `${JSON.stringify(digestsNow(), null, 2)}\n`);
}

/** The record as it lay in the log. */
export function asRecord({ key, headers, value }: Recorded): LogRecord {
  return { key, headers, value: Buffer.from(value) };
}
