import type { WireFormat } from './wire.ts';

export interface ImportOptions {
  /** Media type; without it and without a format the gate looks into the file. */
  type?: string;
  format?: WireFormat;
  /** Name of a source of the gate's settings. */
  source?: string;
  /** Of items that name none of the paper. */
  section?: string;
  /** BCP 47; of items that name none. */
  language?: string;
  /** An item of which something was dropped or guessed is refused. */
  strict?: boolean;
  dryRun?: boolean;
  signal?: AbortSignal;
}

/** `/v1/import?section=society&dryRun=true` */
export function importPath({ format, source, section, language, strict, dryRun }: ImportOptions): string {
  const given = Object.entries({ format, source, section, language, strict, dryRun }).flatMap(
    ([name, value]) => (value === undefined || value === false ? [] : [[name, String(value)]]),
  );
  return `/v1/import${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`;
}
