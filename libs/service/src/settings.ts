import { readFileSync } from 'node:fs';
import { faultsOf, type SchemaIssue } from './schema.ts';

/** One setting of an app: how its text is read, what it is without one, and what it means to an operator. */
export interface Setting<T> {
  readonly kind: string;
  readonly meaning: string;
  readonly default: T | undefined;
  readonly secret: boolean;
  /** Throws an Error whose message completes "NAME …". */
  read(text: string): T;
}

export type Declaration = Readonly<Record<string, Setting<unknown>>>;
export type Values<D extends Declaration> = {
  readonly [K in keyof D]: D[K] extends Setting<infer T> ? T : never;
};

interface Options<T> {
  default?: T;
  secret?: boolean;
}

function setting<T>(
  kind: string,
  meaning: string,
  options: Options<T>,
  read: (text: string) => T,
): Setting<T> {
  return { kind, meaning, default: options.default, secret: options.secret ?? false, read };
}

export function text(meaning: string, options: Options<string> = {}): Setting<string> {
  return setting('text', meaning, options, (value) => value);
}

export function integer(
  meaning: string,
  {
    least = 0,
    most = Number.MAX_SAFE_INTEGER,
    ...options
  }: Options<number> & { least?: number; most?: number },
): Setting<number> {
  return setting(`integer ${least}–${most}`, meaning, options, (value) => {
    // Number() alone also reads '', ' ', '0x10' and '1e3'.
    const number = /^-?\d+$/.test(value.trim()) ? Number(value) : Number.NaN;
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new Error(`must be an integer from ${least} to ${most}`);
    }
    return number;
  });
}

export function choice<T extends string>(meaning: string, of: readonly T[], options: Options<T>): Setting<T> {
  return setting(of.join(' | '), meaning, options, (value) => {
    const found = of.find((each) => each === value);
    if (found === undefined) throw new Error(`must be one of ${of.join(', ')}`);
    return found;
  });
}

/** An address such as http://127.0.0.1:4002; a password in it is masked when settings are printed. */
export function url(meaning: string, options: Options<string> = {}): Setting<string> {
  return setting('address', meaning, options, (value) => {
    // `localhost:4002` can be parsed too, as the path 4002 of a scheme called localhost; the hosts of a
    // replica set can't, though the driver reads them.
    const oneHost = value.replace(/(,[^/?@,]+)+(?=[/?]|$)/, '');
    if (!/^[a-z][a-z\d+.-]*:\/\//i.test(oneHost) || !URL.canParse(oneHost)) {
      throw new Error('must be an address such as http://127.0.0.1:4002');
    }
    return value.replace(/\/+$/, '');
  });
}

/** The content of a JSON file, checked by `parse`; the default stands when the setting is empty. */
export function jsonFile<T>(meaning: string, parse: (value: unknown) => T, options: Options<T>): Setting<T> {
  return setting('path of a JSON file', meaning, options, (path) =>
    parse(JSON.parse(readFileSync(path, 'utf8'))),
  );
}

/** All faults of a start, so that an operator mends them in one go. */
export class InvalidSettings extends Error {
  readonly code = 'invalid_settings';
  readonly retriable = false;

  constructor(readonly faults: readonly string[]) {
    super(`These settings can't be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/** Reads what is declared from `env`; throws `InvalidSettings` with every fault at once. */
export function readSettings<D extends Declaration>(declared: D, env: NodeJS.ProcessEnv): Values<D> {
  const faults: string[] = [];
  const values = Object.entries(declared).map(([name, { read, default: usual }]) => {
    const given = env[name];
    if (given === undefined || given === '') {
      if (usual === undefined) faults.push(`${name} is missing`);
      return [name, usual];
    }
    try {
      return [name, read(given)];
    } catch (error) {
      faults.push(`${name} ${wordsOf(error)}`);
      return [name, undefined];
    }
  });
  if (faults.length > 0) throw new InvalidSettings(faults);
  return Object.fromEntries(values) as Values<D>;
}

/** What is wrong, in one line per fault; a schema names the places in the file. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!('issues' in error && Array.isArray(error.issues))) return error.message;
  return faultsOf(error.issues as SchemaIssue[])
    .map(({ pointer, message }) => `${pointer} ${message}`)
    .join('; ');
}

/** A setting as people may see it. */
interface Shown {
  name: string;
  value: string;
  meaning: string;
  kind: string;
  /** It is what it would be if nobody had set it. */
  usual: boolean;
}

/** Each setting as it is in force; secrets and passwords in addresses are masked. */
export function shownSettings<D extends Declaration>(declared: D, values: Values<D>): Shown[] {
  return Object.entries(declared).map(([name, { secret, meaning, kind, default: usual }]) => {
    const value = values[name as keyof D];
    const shown = typeof value === 'object' ? '(from file or built in)' : String(value);
    const masked = secret ? '******' : shown.replace(/(\/\/[^:/@]*:)[^/]+@/, '$1******@');
    return { name, value: masked, meaning, kind, usual: value === usual };
  });
}

/** One line per setting, `NAME=value  # meaning`. */
export function printSettings<D extends Declaration>(declared: D, values: Values<D>): string {
  return shownSettings(declared, values)
    .map(({ name, value, meaning, kind }) => `${name}=${value}  # ${meaning} (${kind})`)
    .join('\n');
}

/** The kinds of settings. */
export const kinds = { text, integer, choice, url, jsonFile };
