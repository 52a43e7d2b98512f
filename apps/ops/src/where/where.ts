import type { Missing, Verdict, WhereAnswer, WhereHop, WhereReason } from '#libs/contracts';
import { acceptedHop, decidedHop, latest, letterOf } from './decided.ts';
import { readerHops, toldHop } from './readers.ts';
import { sentenceOf } from './sentence.ts';
import type { Sight } from './sight.ts';

/** How a hop looks that nobody has to pass. */
function unneeded(hop: WhereHop['hop'], words: string): WhereHop {
  return { hop, state: 'unneeded', words };
}

/** Where it is, hop by hop, from what was seen. */
export function whereOf(sight: Sight): WhereAnswer {
  const verdict = latest(sight);
  const accepted = acceptedHop(sight, verdict);
  const decided =
    accepted.state === 'ended'
      ? unneeded('decided', 'there is nothing to decide on')
      : decidedHop(sight, verdict);
  const goesOn = decided.state === 'passed' || (decided.state === 'unknown' && accepted.state === 'passed');
  const rest = goesOn
    ? [toldHop(sight, decided), ...readerHops(sight, verdict)]
    : (['told', 'indexed', 'counted', 'shown'] as const).map((hop) => unneeded(hop, whyNot(decided)));
  const hops = [accepted, decided, ...rest].map((hop) => timed(hop, accepted.at));
  const missing = [...hops.flatMap(missingOf), ...picturesOf(verdict, goesOn)];
  const answer = {
    name: sight.name,
    asked: new Date(sight.now).toISOString(),
    ...eventOf(sight, verdict),
    ...articleOf(sight),
    hops,
    missing,
    actions: actionsOf(sight, missing),
  };
  return { ...answer, sentence: sentenceOf(answer, sight.now) };
}

function whyNot({ state }: WhereHop): string {
  if (state === 'unneeded') return 'it is not in the log';
  return state === 'ended' ? 'it changes nothing, so nobody has to hear of it' : 'nobody hears of it before';
}

function timed(hop: WhereHop, accepted: string | undefined): WhereHop {
  if (hop.at === undefined || accepted === undefined) return hop;
  // Two clocks: what was decided before it came was decided at once.
  return { ...hop, ms: Math.max(0, Date.parse(hop.at) - Date.parse(accepted)) };
}

function missingOf({ hop, state, reason, words, next }: WhereHop): Missing[] {
  if (reason === undefined || state === 'passed' || state === 'unneeded') return [];
  return [{ hop, reason, words, ...(next === undefined ? {} : { next }) }];
}

/** A picture that is not there keeps no article from its readers, who see it without. */
function picturesOf(verdict: Verdict | undefined, goesOn: boolean): Missing[] {
  if (!goesOn || verdict?.outcome !== 'public') return [];
  return (verdict.pictures ?? []).map(({ href, state, tries = 0, next, reason }) => {
    const why = reason ?? (tries === 0 ? 'it is yet to be fetched' : `it was tried ${tries} times`);
    const end = state === 'failed' ? '; it is not tried again' : '';
    return {
      hop: 'shown',
      reason: 'picture',
      words: `it is shown without the picture from ${href}: ${why}${end}`,
      ...(state === 'waiting' && next !== undefined ? { next } : {}),
    };
  });
}

function eventOf(
  { trace, pending, asksEvent, refusals }: Sight,
  verdict: Verdict | undefined,
): Pick<WhereAnswer, 'event'> {
  const [refusal] = refusals;
  const of = pending ?? verdict ?? (refusal?.id ? refusal : undefined);
  if (!of) return {};
  const others = asksEvent
    ? (trace?.verdicts ?? []).map(({ source }) => source).filter((source) => source !== of.source)
    : [];
  return {
    event: {
      id: of.id,
      ...(of.source === undefined ? {} : { source: of.source }),
      ...(others.length > 0 ? { others } : {}),
    },
  };
}

function articleOf({ trace, pending }: Sight): Pick<WhereAnswer, 'article'> {
  const standing = trace?.standing;
  if (!standing) return pending ? { article: { uri: pending.uri, id: '', state: 'unknown' } } : {};
  const { uri, id, state, version, url } = standing;
  const change = trace?.told?.change;
  const shown = change?.type === 'article.public' ? change.article : undefined;
  return {
    article: {
      ...{ uri, id, state },
      ...(version > 0 ? { version } : {}),
      ...(url === undefined || !shown ? {} : { url }),
      ...(shown ? { headline: shown.headline, language: shown.language } : {}),
    },
  };
}

/** What somebody at the desk may do about it. */
function actionsOf({ letters, trace }: Sight, missing: readonly Missing[]): WhereAnswer['actions'] {
  const dead = missing.filter(({ reason }) => reason === 'dead').map(({ hop }) => hop);
  const places = letters
    .filter((letter) => dead.includes(letterOf[letter.group] ?? 'told'))
    .map(({ place }) => ({ act: 'replay' as const, place }));
  const late = new Set<WhereReason>(['dead', 'differs', 'silent']);
  const uri = trace?.told?.change.article.uri;
  const tells = uri !== undefined && missing.some(({ hop, reason }) => hop !== 'decided' && late.has(reason));
  return [...places, ...(tells ? [{ act: 'retell' as const, uri }] : [])];
}
