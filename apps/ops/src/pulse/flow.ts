import { freshness, type ReaderName, rate } from './hour.ts';
import { type AppState, appOf, type Sight } from './sight.ts';
import type { AppName } from './signals.ts';
import type { Wait } from './tide.ts';

/** One place on the way of the news, as it is now. */
export interface Hop {
  name: string;
  /** What it does, in two words. */
  does: string;
  /** So many a second, over the last minute; absent: it was not seen. */
  rate?: number;
  wait?: Wait;
  state: AppState;
}

const MINUTE_MS = 60_000;
/** The better one first: of several gateways the worst is told. */
const order: readonly AppState[] = ['ready', 'degraded', 'stopping', 'unready', 'away'];

interface Place {
  name: string;
  does: string;
  app: AppName;
  signals: readonly string[];
  reader?: ReaderName;
}

const places: readonly Place[] = [
  { name: 'Gate', does: 'events accepted', app: 'ingest', signals: ['accepted'] },
  { name: 'Record', does: 'events decided', app: 'content', signals: ['decided'], reader: 'content' },
  {
    name: 'Gateways',
    does: 'changes shown',
    app: 'gateway',
    signals: ['applied:gateway'],
    reader: 'gateway',
  },
  { name: 'Search', does: 'changes indexed', app: 'search', signals: ['applied:search'], reader: 'search' },
  {
    name: 'Popularity',
    does: 'changes listed',
    app: 'popularity',
    signals: ['applied:popularity'],
    reader: 'popularity',
  },
  { name: 'Views', does: 'views told', app: 'gateway', signals: ['views:sent'], reader: 'views' },
  {
    name: 'Others',
    does: 'changes queued',
    app: 'syndication',
    signals: ['applied:syndication'],
    reader: 'syndication',
  },
];

/** The way of the news from the gate to readers, hop by hop. */
export function hopsIn({ apps, hour }: Sight): Hop[] {
  const lately = hour.since(MINUTE_MS);
  return places.map(({ name, does, app, signals, reader }) => {
    const counted = rate(lately, app, ...signals);
    const wait = reader === undefined ? undefined : hour.last?.waits?.[reader];
    const owner = reader === undefined ? app : appOf(reader);
    const states = apps.filter((each) => each.name === owner).map((each) => each.state);
    const state = states.toSorted((a, b) => order.indexOf(b) - order.indexOf(a))[0] ?? 'away';
    return {
      ...{ name, does, state },
      ...(counted === undefined ? {} : { rate: counted }),
      ...(wait === undefined ? {} : { wait }),
    };
  });
}

/** How far readers are behind what newsrooms have said, seconds; nothing while the log does not answer. */
export function freshNow({ hour }: Sight): { see?: number; find?: number } {
  const { last } = hour;
  const [see, find] = last ? [freshness(last, 'see'), freshness(last, 'find')] : [];
  return { ...(see === undefined ? {} : { see }), ...(find === undefined ? {} : { find }) };
}
