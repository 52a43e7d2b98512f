import type { Verdict, WhereHop, WhereHopName, WhereReason } from '#libs/contracts';
import { blockOf, deadHop, letterFor } from './decided.ts';
import type { Held, ReaderName, Sight } from './sight.ts';

/** Content commits behind a record only after it has told what follows. */
export function toldHop({ trace, way }: Sight, decided: WhereHop): WhereHop {
  const hop = 'told';
  const change = trace?.told?.change;
  if (decided.state === 'unknown' && !way)
    return { hop, state: 'unknown', reason: 'silent', words: 'content does not answer' };
  if (trace && !change) return { hop, state: 'unneeded', words: 'the public was never told of the article' };
  const seq = change ? { seq: change.article.seq } : {};
  const version = change?.type === 'article.public' ? { version: change.article.version } : {};
  return { hop, state: 'passed', words: 'the change log has it', ...seq, ...version, ...near(decided) };
}

/** It is told at once behind the decision: that is its time, to the second. */
function near({ at }: WhereHop): { at?: string } {
  return at === undefined ? {} : { at };
}

interface View {
  hop: WhereHopName;
  who: Exclude<ReaderName, 'content'>;
  passed: string;
  held: Held;
}

/** Search, popularity and the reader's site, by what they hold and, where they hold something else, why. */
export function readerHops(sight: Sight, verdict: Verdict | undefined): WhereHop[] {
  const gone = goneOf(sight);
  const views: View[] = [
    {
      hop: 'indexed',
      who: 'search',
      passed: gone ? 'search does not find it any more' : 'readers can find it',
      held: sight.indexed,
    },
    {
      hop: 'counted',
      who: 'popularity',
      passed: gone ? 'it stands in no list of what is read' : 'its views count for it',
      held: sight.counted,
    },
  ];
  return [...views.map((view) => viewHop(sight, view)), shownHop(sight, verdict)];
}

/** How it has left the public, if it has. */
function goneOf({ trace }: Sight): { reason: WhereReason; words: string; next?: string } | undefined {
  const change = trace?.told?.change;
  if (change?.type !== 'article.gone') return undefined;
  const at = trace?.standing?.held?.at;
  const next = at === undefined ? {} : { next: new Date(at).toISOString() };
  return {
    withdrawn: {
      reason: 'withdrawn' as const,
      words: 'it was withdrawn, and readers do not see it any more',
    },
    expired: { reason: 'expired' as const, words: 'its time was over, and readers do not see it any more' },
    'embargoed-again': {
      reason: 'embargoed' as const,
      words: 'it was put under embargo again, and readers do not see it any more',
      ...next,
    },
  }[change.article.kind];
}

function viewHop(sight: Sight, { hop, who, passed, held }: View): WhereHop {
  const { trace, letters, readers, way } = sight;
  const seq = trace?.told?.change.article.seq;
  if (trace && seq === undefined) return { hop, state: 'unneeded', words: 'nobody was told of it' };
  if (held === 'same') {
    const at = passageAt(sight, who);
    return { hop, state: 'passed', words: passed, ...(seq === undefined ? {} : { seq }), ...at };
  }
  const letter = letterFor(letters, who, undefined);
  if (letter && held !== undefined) return deadHop(hop, who, letter);
  const late = behind(sight, who);
  if (late) return { hop, state: 'waiting', ...late };
  if (held === undefined) {
    const words = `${who} does not answer${way?.far === 'applied' ? ', but has read all of it' : ''}`;
    return { hop, state: 'unknown', reason: readers?.[who].members === 0 ? 'away' : 'silent', words };
  }
  const what = held === 'missing' ? 'has nothing of it' : `holds something else (${held})`;
  const words = `${who} ${what}, though it has read everything: tell it again`;
  return { hop, state: 'missing', reason: 'differs', words };
}

/** Why a service has not come so far, as the log says; nothing if it has. */
function behind({ readers }: Sight, who: ReaderName): ReturnType<typeof blockOf> | undefined {
  const reader = readers?.[who];
  if (!reader) return undefined;
  return reader.pause || reader.members === 0 || reader.lag > 0 ? blockOf(who, reader) : undefined;
}

/** When all processes of a service were first seen to have passed it; nothing if nobody was looking. */
function passageAt({ way }: Sight, who: string): { at?: string } {
  const own = way?.readers.filter(({ service }) => service === who) ?? [];
  const times = own.map(({ at }) => at);
  if (own.length === 0 || times.includes(undefined)) return {};
  return { at: new Date(Math.max(...times.map(Number))).toISOString() };
}

/** What a reader gets: the one thing that nobody has to infer. */
function shownHop(sight: Sight, verdict: Verdict | undefined): WhereHop {
  const { trace, page, letters, readers } = sight;
  const hop = 'shown';
  const change = trace?.told?.change;
  if (trace && !change) return { hop, state: 'unneeded', words: 'readers were never to see it' };
  if (!page) {
    const late = readers && readers.gateway.members === 0 ? blockOf('gateway', readers.gateway) : undefined;
    const silent = { reason: 'silent' as const, words: 'the gateway does not answer' };
    return { hop, state: late ? 'waiting' : 'unknown', ...(late ?? silent) };
  }
  const gone = goneOf(sight);
  const seen = page.status === 200;
  const right = change === undefined || (gone ? !seen : seen && (page.seq ?? 0) >= change.article.seq);
  if (right) return gone ? { hop, state: 'ended', ...gone } : rightHop(sight, verdict);
  const letter = letterFor(letters, 'gateway', undefined);
  if (letter) return deadHop(hop, 'gateway', letter);
  const older = seen
    ? `readers see ${page.version === undefined ? 'an older state' : `version ${page.version}`}`
    : `readers get ${page.status}`;
  const late = behind(sight, 'gateway');
  if (late) return { hop, state: 'waiting', ...late, words: `${older}: ${late.words}` };
  return {
    hop,
    state: 'missing',
    reason: 'differs',
    words: `${older}, though the gateway has read everything: tell it again`,
  };
}

/** Readers see it. A stream that is paused is told all the same, since it will not hear of what comes next. */
function rightHop(sight: Sight, verdict: Verdict | undefined): WhereHop {
  const { page, readers, trace } = sight;
  const pause = readers?.gateway.pause;
  const seen = {
    hop: 'shown' as const,
    ...(page?.version === undefined ? {} : { version: page.version }),
    ...(page?.seq === undefined ? {} : { seq: page.seq }),
  };
  if (readers && pause) {
    const { lag: _, ...block } = blockOf('the gateways', readers.gateway);
    return {
      ...seen,
      state: 'waiting',
      ...block,
      words: `readers see its page, but no list or feed moves: ${block.words}`,
    };
  }
  const { version = 0 } = trace?.standing ?? {};
  const said = verdict?.version;
  const since =
    said !== undefined && said < version
      ? `readers see version ${version}, which came after it`
      : 'readers see it';
  return { ...seen, state: 'passed', words: since, ...passageAt(sight, 'gateway') };
}
