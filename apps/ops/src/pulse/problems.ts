import { type Point, type ReaderName, rate, readerNames, sum } from './hour.ts';
import { type AppSight, appOf, clock, figure, lasting, type Sight } from './sight.ts';
import { type AppName, appNames } from './signals.ts';
import { tiles } from './slo.ts';

/** Something that is not as it should be, for whoever is woken by it. */
export interface Problem {
  /** The same as long as it is the same. */
  id: string;
  /** What is so, since when, and what it means for readers or newsrooms. */
  words: string;
  /** What to do. */
  doing: string;
  /** The page of the desk where it goes on. */
  page: string;
}

/** Records on their way are no delay: whoever waits longer than that is behind. */
const BEHIND_S = 15;
/** What is said of rates is said of so long. */
const LATELY_MS = 300_000;
/** Once is a moment of a machine, twice is a place that can't be reached. */
const MISSED_LOOKS = 2;

const engines: Readonly<Record<string, string>> = {
  elasticsearch: 'its engine (Elasticsearch)',
  redis: 'its engine (Redis)',
  mongodb: 'its engine (MongoDB)',
  kafka: 'the log (Kafka)',
};

const called: Readonly<Record<ReaderName, string>> = {
  content: 'Content',
  search: 'Search',
  popularity: 'Popularity',
  views: 'The count of views',
  gateway: 'A gateway',
  syndication: 'Syndication',
};
const behind: Readonly<Record<ReaderName, string>> = {
  content: 'what newsrooms say is accepted and kept, and not published yet',
  search: 'readers find nothing newer',
  popularity: 'lists of what is read may name what has gone, and lack what is new',
  views: 'lists of what is read stand still',
  gateway: 'its readers may see pages as they were; withdrawals reach it by a second way',
  syndication: 'whoever has subscribed is told later',
};
const pages: Readonly<Partial<Record<AppName, string>>> = {
  search: '/search',
  popularity: '/popularity',
  gateway: '/cache',
};
const without: Readonly<Record<AppName, string>> = {
  ingest: 'newsrooms can say nothing; what they send is refused and nothing of it is lost',
  content:
    'readers see the pages that gateways know, marked as stale; what newsrooms say is accepted and applied later',
  search: 'readers who search are told to try later; all other pages are as ever',
  popularity: 'lists of what is read are as they were, then hidden; views are counted later',
  gateway: 'readers who are led to it see nothing',
  syndication: 'whoever has subscribed is told later',
  ops: 'nobody can look',
};

/** Everything that is not as it should be, the worst first. */
export function problemsIn(sight: Sight): Problem[] {
  if (sight.at === 0) return [];
  const lately = sight.hour.since(LATELY_MS);
  return [
    ...logAway(sight),
    ...appsAway(sight),
    ...stuck(sight),
    ...delays(sight, lately),
    ...unready(sight),
    ...promises(sight),
    ...deadLetters(sight),
    ...losses(lately),
    ...gauges(sight),
  ];
}

/** What the publish probe finds, in its own words: an article is not where readers would see it. */
export function unseen({ broken, words }: { broken: readonly object[]; words: string }): Problem[] {
  if (broken.length === 0) return [];
  const doing =
    'What newsrooms publish now fares alike. See how far each of those that read the log has come.';
  return [{ id: 'canary', words, doing, page: '/consumers' }];
}

function logAway({ logAwaySince }: Sight): Problem[] {
  if (logAwaySince === undefined) return [];
  return [
    {
      id: 'log',
      words: `The log (Kafka) has not answered since ${clock(logAwaySince)}: newsrooms are refused with 503 and send again, readers see what is known, and nothing moves on.`,
      doing:
        'Bring the brokers back: everybody goes on by himself where he stood. Nothing else has to be done.',
      page: '/system',
    },
  ];
}

function isAway({ state, since }: AppSight, sight: Sight): boolean {
  return state === 'away' && lasts(since, sight);
}

/** Whether it was so at more looks than one. */
function lasts(since: number | undefined, { at, everyMs }: Sight): boolean {
  return since !== undefined && at - since >= (MISSED_LOOKS - 1) * everyMs;
}

function appsAway(sight: Sight): Problem[] {
  return sight.apps
    .filter((app) => isAway(app, sight))
    .map(({ name, at, since }) => ({
      id: `away ${name} ${at}`,
      words: `${nameOf(name)}${name === 'gateway' ? ` at ${at}` : ''} has not answered since ${clock(since)}: ${without[name]}.`,
      doing: 'See why it ended (the last lines of its log) and start it again. It goes on where it stood.',
      page: '/system',
    }));
}

function stuck({ apps }: Sight): Problem[] {
  return apps
    .filter((app) => app.stuck.length > 0)
    .map(({ name, at, stuck: words }) => ({
      id: `stuck ${name} ${at}`,
      words: `${nameOf(name)} says that it is stuck: ${words.join('; ')}.`,
      doing: 'Start it again; it takes up its records anew, and what was applied is applied once.',
      page: '/consumers',
    }));
}

/** Who is behind, with the reason where one was seen. */
function delays(sight: Sight, lately: readonly Point[]): Problem[] {
  const { waits = {} } = sight.hour.last ?? {};
  return readerNames.flatMap((reader): Problem[] => {
    const wait = waits[reader];
    const app = appOf(reader);
    const own = sight.apps.filter(({ name }) => name === app);
    // That is said already, with what it means.
    const gone = own.length > 0 && own.every((each) => isAway(each, sight));
    if (!wait || wait.records === 0 || wait.seconds < BEHIND_S || gone) return [];
    const { why, doing } = reasonOf(reader, wait.records, { sight, lately });
    return [
      {
        id: `behind ${reader}`,
        words: `${called[reader]} is ${lasting(wait.seconds)} behind (${figure(wait.records)} ${wait.records === 1 ? 'record' : 'records'}): ${why}; ${behind[reader]}.`,
        doing,
        page: pages[app] ?? '/consumers',
      },
    ];
  });
}

function reasonOf(
  reader: ReaderName,
  records: number,
  { sight, lately }: { sight: Sight; lately: readonly Point[] },
): { why: string; doing: string } {
  const name = appOf(reader);
  const own = sight.apps.filter((each) => each.name === name);
  for (const each of own) {
    const [dependency] = Object.keys(each.dependencies).filter(
      (one) => each.dependencies[one] === 'down' && counts(one),
    );
    if (dependency !== undefined) return { why: lacking(each, dependency), doing: mending(dependency) };
  }
  const pace = rate(lately, name, `applied:${reader}`) ?? 0;
  if (pace * 60 < 1)
    return {
      why: 'its process answers, and it has applied nothing lately',
      doing: 'Look whether it is paused, or a record holds it up; starting it again is safe.',
    };
  return {
    why: `it works through them at ${figure(pace)} a second, and is there in about ${lasting(records / pace)}`,
    doing: 'Wait. If the number of records grows, start one more process of it.',
  };
}

/** What is down and not told as the reason of a delay. */
function unready(sight: Sight): Problem[] {
  const { waits = {} } = sight.hour.last ?? {};
  const late = new Set(readerNames.filter((each) => (waits[each]?.seconds ?? 0) >= BEHIND_S).map(appOf));
  return sight.apps.flatMap((app) =>
    (late.has(app.name) ? [] : Object.entries(app.dependencies))
      .filter(([name, state]) => state === 'down' && counts(name) && lasts(app.downSince[name], sight))
      .filter(([name]) => !(name === 'kafka' && sight.logAwaySince !== undefined))
      .map(([name]) => ({
        id: `lacks ${app.name} ${app.at} ${name}`,
        words: `${nameOf(app.name)} is ${app.state === 'unready' ? 'not ready' : 'held up'}: ${lacking(app, name)}${app.state === 'unready' ? `; ${without[app.name]}` : ''}.`,
        doing: mending(name),
        page: pages[app.name] ?? '/system',
      })),
  );
}

/** Other apps speak for themselves. */
function counts(dependency: string): boolean {
  return !(appNames as readonly string[]).includes(dependency);
}

function lacking({ reasons, downSince }: AppSight, dependency: string): string {
  const since = downSince[dependency];
  const from = since === undefined ? '' : ` since ${clock(since)}`;
  const reason = reasons[dependency];
  const why = reason === undefined ? '' : ` (${reason})`;
  const [, store] = /^room in (.+)$/.exec(dependency) ?? [];
  if (store !== undefined) return `${engines[store] ?? store} refuses writes${from}${why}`;
  return `${engines[dependency] ?? dependency} ${dependency in engines ? 'has not answered' : 'is not there'}${from}${why}`;
}

function mending(dependency: string): string {
  if (dependency.startsWith('room in '))
    return 'Make room on its disk, or raise the bound of its memory: writing goes on by itself, and nothing is lost meanwhile.';
  return dependency in engines
    ? 'Bring the engine back: everything goes on by itself from where it stood.'
    : 'See what it says on the page of the system; it ends by itself when that is there again.';
}

function promises({ hour }: Sight): Problem[] {
  const points = hour.since();
  return tiles(points)
    .filter(({ state }) => state === 'pages')
    .map(({ name, promise, share = 0, burn }) => ({
      id: `promise ${name}`,
      words: `“${name}” is broken: promised is ${promise}, and in the last hour it was ${(share * 100).toFixed(2)} % (its budget is used up ${figure(burn?.short ?? 0)} times too fast).`,
      doing: 'Look at the other problems first: this is what readers notice of them.',
      page: '/',
    }));
}

function deadLetters({ hour }: Sight): Problem[] {
  const points = hour.since();
  return readerNames.flatMap((reader): Problem[] => {
    const dead = sum(points, appOf(reader), `dead:${reader}`) ?? 0;
    if (dead === 0) return [];
    const last = points.findLast(({ counts: own }) => (own.get(`dead:${reader}`) ?? 0) > 0)?.at ?? 0;
    const one = dead === 1;
    return [
      {
        id: `dead ${reader}`,
        words: `${called[reader]} could not use ${figure(dead)} ${one ? 'record' : 'records'} in the last hour, the last at ${clock(last)}; ${one ? 'it lies' : 'they lie'} among the dead letters, and the others went on.`,
        doing: 'See what is wrong with them; mend it, and replay them, or discard them with a note.',
        page: '/letters',
      },
    ];
  });
}

function losses(lately: readonly Point[]): Problem[] {
  const lost = sum(lately, 'gateway', 'views:lost', 'views:shed') ?? 0;
  const views: Problem[] =
    lost === 0
      ? []
      : [
          {
            id: 'views lost',
            words: `${figure(lost)} views were not told in the last 5 minutes: the log did not take them in time. Readers notice nothing; lists of what is read lack them for good.`,
            doing: 'See whether the log is slow or away.',
            page: '/consumers',
          },
        ];
  const shed = appNames.flatMap((app): Problem[] => {
    const refused = sum(lately, app, `shed:${app}`) ?? 0;
    if (refused === 0) return [];
    return [
      {
        id: `shed ${app}`,
        words: `${nameOf(app)} refused ${figure(refused)} requests in the last 5 minutes, since it has more to do than it can; withdrawals and health are let in.`,
        doing: 'Start one more process of it, or find who asks so much.',
        page: '/system',
      },
    ];
  });
  return [...views, ...shed];
}

function gauges({ apps }: Sight): Problem[] {
  const of = (app: AppName, name: string) =>
    apps.filter((each) => each.name === app).reduce((all, each) => all + (each.gauges.get(name) ?? 0), 0);
  const [quiet, parked] = [of('ingest', 'sosik_source_quiet'), of('syndication', 'sosik_deliveries_parked')];
  const problems: Problem[] = [];
  if (quiet > 0)
    problems.push({
      id: 'sources quiet',
      words: `${figure(quiet)} ${quiet === 1 ? 'source has' : 'sources have'} had nothing new for longer than usual, or ended.`,
      doing: 'Ask whoever publishes it; `sosik sources` names them.',
      page: '/system',
    });
  if (parked > 0)
    problems.push({
      id: 'deliveries parked',
      words: `${figure(parked)} ${parked === 1 ? 'message' : 'messages'} to subscribers ${parked === 1 ? 'is' : 'are'} not tried again by themselves.`,
      doing: 'See why with `sosik webhooks deliveries`, and replay them when the receiver answers.',
      page: '/system',
    });
  return problems;
}

function nameOf(app: AppName): string {
  if (app === 'ingest') return 'The gate (ingest)';
  return app === 'gateway' ? 'A gateway' : app.charAt(0).toUpperCase() + app.slice(1);
}
