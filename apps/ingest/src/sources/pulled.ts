import type { Pull, Source } from '#libs/contracts';
import type { Key } from '../key.ts';

/** A source that the gate asks by itself. */
export interface PulledSource extends Source {
  pull: Pull;
}

/** Those of the settings, in their order. */
export function pulledOf(sources: readonly Source[]): PulledSource[] {
  return sources.filter((source): source is PulledSource => source.pull !== undefined);
}

const MOST_ID = 60;

/**
 * As whom the gate speaks for a source: it opens no request, and speaks of nothing but the articles of that source,
 * so that no feed can change or withdraw what is not its own.
 */
export function speakerFor({ name, uriPrefix }: PulledSource): Key {
  return {
    id: `pull:${name}`.slice(0, MOST_ID),
    name: `source ${name}`,
    mode: 'live',
    scopes: ['publish', 'withdraw'],
    prefixes: uriPrefix === undefined ? [] : [uriPrefix],
    hash: Buffer.alloc(0),
  };
}
