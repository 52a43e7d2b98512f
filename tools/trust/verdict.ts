import type { Percentiles } from '../bench/sample.ts';
import type { Tries } from './resurrection.ts';
import type { Leak } from './secrecy.ts';

/** What a run has seen. */
export interface Report {
  /** So many there should be. */
  asked: { articles: number; tries: number };
  /** So many were published, corrected and withdrawn. */
  articles: number;
  /** By class of surfaces, milliseconds. */
  measured: Readonly<Record<string, { visible: Percentiles; gone: Percentiles }>>;
  /** Read before their time, or after they were gone. */
  early: readonly Leak[];
  /** Repeats the tries. */
  seed: number;
  tried: Tries;
}

/** A withdrawal may take so long on each kind of surface, in 99 of 100 cases. */
export const GONE_MS = 2_000;

/** What must not be, in words. */
export function verdictOf({ asked, articles, measured, early, tried }: Report): string[] {
  const slow = Object.entries(measured).filter(([, { gone }]) => gone.p99 > GONE_MS);
  return [
    ...(articles < asked.articles
      ? [`the time was over after ${articles} of ${asked.articles} articles`]
      : []),
    ...(tried.tries < asked.tries ? [`the time was over after ${tried.tries} of ${asked.tries} tries`] : []),
    ...slow.map(([kind, { gone }]) => `${kind}: gone after ${gone.p99} ms (p99), ${GONE_MS} ms are allowed`),
    ...early.map(
      ({ method, path, status, words }) =>
        `${method} ${path} (${status}) said what must not be read: ${words.join(' ')}`,
    ),
    ...tried.resurrections.map((seen) => `came back: ${seen}`),
  ];
}

/** One table for people. */
export function tableOf({ articles, measured, seed, tried }: Report, faults: readonly string[]): string {
  const cells = ({ p50, p95, p99 }: Percentiles) =>
    [p50, p95, p99].map((ms) => String(ms).padStart(6)).join(' ');
  const rows = Object.entries(measured).map(
    ([kind, { visible, gone }]) => `${kind.padEnd(14)} ${cells(visible)}   ${cells(gone)}   ${gone.samples}`,
  );
  const names = ['p50', 'p95', 'p99'].map((name) => name.padStart(6)).join(' ');
  const head = [
    `${''.padEnd(14)} ${'visible'.padStart(20)}   ${'gone'.padStart(20)}`,
    `${'surface'.padEnd(14)} ${names}   ${names}   samples`,
  ].join('\n');
  return `
${articles} articles published, corrected and withdrawn; milliseconds from the newsroom's request, everything on one machine

${head}
${rows.join('\n')}

${tried.tries} tries to bring a withdrawn article back (seed ${seed}): ${tried.resurrections.length} resurrections in ${tried.looks} looks
${faults.length === 0 ? 'Nothing was read too early or came back, and all was gone in time.' : faults.slice(0, 40).join('\n')}
`;
}
