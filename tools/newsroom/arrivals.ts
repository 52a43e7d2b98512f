import { Chance } from '../local/chance.ts';

/** What a newsroom and its readers do. */
export const kinds = ['publish', 'update', 'correct', 'withdraw', 'read', 'search'] as const;
export type Kind = (typeof kinds)[number];

/** How often each is done, per second on average; what is not named is not done. */
export type Rates = Partial<Record<Kind, number>>;

export interface Arrival {
  kind: Kind;
  /** When, in milliseconds from the begin. */
  at: number;
}

/**
 * When what is done, in order of time: for each kind a Poisson process of its own, so that a rate can be changed
 * without moving the others. The same seed makes the same moments; no answer has any effect on them.
 */
export function* arrivals(rates: Rates, seconds: number, seed: number): Generator<Arrival> {
  const streams = kinds.flatMap((kind, index) => {
    const rate = rates[kind] ?? 0;
    return rate > 0 ? [{ kind, rate, chance: Chance.of(seed, index), at: 0 }] : [];
  });
  for (const stream of streams) stream.at = gap(stream);
  for (;;) {
    const [next] = streams.toSorted((a, b) => a.at - b.at);
    if (!next || next.at >= seconds * 1_000) return;
    yield { kind: next.kind, at: next.at };
    next.at += gap(next);
  }
}

/** Milliseconds to the next one. */
function gap({ rate, chance }: { rate: number; chance: Chance }): number {
  return (-Math.log(1 - chance.next()) / rate) * 1_000;
}
