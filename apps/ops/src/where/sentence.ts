import { type Missing, type WhereAnswer, type WhereHop, whereReasons } from '#libs/contracts';

type Facts = Omit<WhereAnswer, 'sentence'>;

/** A moment within a sentence: the time, with its day where that is another one. */
function moment(iso: string, now: number): string {
  const today = new Date(now).toISOString().slice(0, 10);
  const day = iso.slice(0, 10);
  return `${day === today ? '' : `${day} `}${iso.slice(11, 19)}`;
}

/** Where it is and why, as one would say it to an editor. All times are UTC. */
export function sentenceOf(facts: Facts, now: number): string {
  const { hops, missing } = facts;
  const [accepted, decided] = hops;
  const [first] = missing;
  if (!accepted || !decided) return 'Nobody can say.';
  if (accepted.state !== 'passed') return capital(`${accepted.words}.`);
  const begun = accepted.at === undefined ? 'Accepted' : `Accepted ${moment(accepted.at, now)}`;
  const judged = decidedWords(decided);
  if (!first) return `${begun}, ${judged}; ${end(facts)}.`;
  if (first.hop === 'decided') return `${begun}, ${judged}${nextOf(first, now)}.`;
  return `${begun}, ${judged}; ${first.words}${nextOf(first, now)}${others(missing)}.`;
}

function decidedWords({ state, reason, words, ms }: WhereHop): string {
  const after = ms === undefined ? '' : ` after ${ms < 10_000 ? `${ms} ms` : `${Math.round(ms / 1_000)} s`}`;
  if (state === 'passed') return `decided${after}: ${words}`;
  if (state === 'ended') return `decided${after}: refused as ${refusedAs(reason)}, ${words}`;
  if (reason === 'held' || reason === 'withheld') return `decided${after}: ${words}`;
  return `not decided: ${words}`;
}

/** Outcomes that are no words of a sentence by themselves. */
const refusals: Readonly<Record<string, string>> = { conflict: 'a conflict', duplicate: 'a duplicate' };

function refusedAs(reason: WhereHop['reason']): string {
  return refusals[String(reason)] ?? String(reason);
}

function end({ hops }: Facts): string {
  const shown = hops.at(-1);
  if (shown?.state === 'passed') return `${shown.words}, and it is found and counted`;
  return shown?.words ?? 'that is all';
}

/** What happens by itself then. */
const goings: Partial<Record<Missing['reason'], string>> = {
  paused: 'it goes on by itself',
  picture: 'it is tried again',
  held: 'readers see it from then on',
};

function nextOf({ reason, next }: Missing, now: number): string {
  if (next === undefined) return '';
  return `; ${goings[reason] ?? 'it goes on'} at ${moment(next, now)}`;
}

function others([, ...rest]: readonly Missing[]): string {
  if (rest.length === 0) return '';
  const places = rest.map(({ hop, reason }) => `${hop}: ${whereReasons[reason]}`);
  return `. Besides, ${places.join('; ')}`;
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
