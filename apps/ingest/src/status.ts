import {
  type EventOutcome,
  type EventStatus,
  encodeToken,
  eventOutcomes,
  type Hop,
  placeOfSeq,
  seqOf,
  type Token,
  type Verdict,
} from '#libs/contracts';
import type { Passage, Way } from '#libs/kafka';

/** How an event has ended at content. */
export interface Ending {
  outcome: EventOutcome;
  /** In words, for the newsroom. */
  reason: string;
}

/** Everything that is known of an event. */
export interface Findings {
  id: string;
  source?: string | undefined;
  token: Token;
  way: Way;
  verdict?: Verdict | undefined;
  /** Content can't be asked, so a missing verdict means nothing. */
  silent?: boolean;
}

/** Path of the answer to "where is my event?"; the token tells where to look before content has decided. */
export function statusPath({ id, source }: { id: string; source: string }, token: Token): string {
  const query = new URLSearchParams({ source, token: encodeToken(token) });
  return `/v1/events/${encodeURIComponent(id)}?${query}`;
}

/** The place in the intake log of the record that a verdict was given on. */
export function tokenOf({ n, partition }: Verdict): Token {
  return { ...placeOfSeq(n), partition };
}

/**
 * What became of the record at `token`, once content is past it. The verdict is the event's: another record
 * of it was decided on before, and this one is a copy, unless the other came later, as a replay does.
 */
export function endingOf(token: Token, verdict: Verdict | undefined): Ending {
  if (!verdict) return { outcome: 'dead', reason: eventOutcomes.dead };
  const { outcome, reason, n, partition } = verdict;
  if (partition === token.partition && n >= seqOf(token.epoch, token.offset)) return { outcome, reason };
  return { outcome: 'duplicate', reason: `${eventOutcomes.duplicate}; of the first one: ${reason}` };
}

/** The answer to "where is my event?". */
export function statusOf({ id, source, token, way, verdict, silent = false }: Findings): EventStatus {
  const from = verdict?.source ?? source;
  const common = {
    id,
    ...(from === undefined ? {} : { source: from }),
    ...(verdict ? { uri: verdict.uri } : {}),
    ...(verdict?.pictures ? { pictures: verdict.pictures } : {}),
    state: way.far,
    token: encodeToken(token),
    hops: [contentHop(way.content, verdict), ...way.readers.map(hopOf)],
  };
  if (way.far === 'accepted') {
    const reason = `accepted, and safe in the log; content has ${records(way.content.lag)} to decide on up to it`;
    return { ...common, reason };
  }
  if (silent)
    return { ...common, reason: 'decided, but content does not answer, so the outcome is not known' };
  const { outcome, reason } = endingOf(token, verdict);
  return { ...common, outcome, reason: `${reason}; ${readersInWords(way)}${picturesInWords(verdict)}` };
}

/** What is missing is told where somebody asks why a page is as it is. */
function picturesInWords({ pictures = [] }: Partial<Verdict> = {}): string {
  const [first, ...others] = pictures;
  if (!first) return '';
  const { href, state, reason = 'it is yet to be fetched' } = first;
  const more = others.length > 0 ? `, and ${others.length} more` : '';
  return `; without the picture from ${href}${more}: ${reason}${state === 'failed' ? ', and not tried again' : ''}`;
}

function readersInWords({ far, readers }: Way): string {
  if (far === 'applied') return 'applied by every service that reads';
  const late = readers.filter(({ applied }) => !applied);
  return `waiting for ${late.map(({ group, lag }) => `${group} (${records(lag)} behind)`).join(', ')}`;
}

function records(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}

function contentHop(content: Passage, verdict: Verdict | undefined): Hop {
  const hop = hopOf(content);
  return content.applied && verdict ? { ...hop, at: verdict.at } : hop;
}

function hopOf({ service, group, applied, lag, at, ms }: Passage): Hop {
  return {
    service,
    ...(group === service ? {} : { instance: group.slice(service.length + 1) }),
    state: applied ? 'applied' : 'waiting',
    lag,
    ...(at === undefined ? {} : { at: new Date(at).toISOString() }),
    ...(ms === undefined ? {} : { ms }),
  };
}
