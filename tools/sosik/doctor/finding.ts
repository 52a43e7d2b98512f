/** One thing that was looked at. */
export interface Finding {
  what: string;
  /** warn: it works, and will not for ever, or not as well as it could; fail: something does not work. */
  state: 'ok' | 'warn' | 'fail';
  detail: string;
  /** What to do, where there is something to do. */
  mend?: string;
}

const GIB = 2 ** 30;
/** Elasticsearch puts nothing more on a disk that is fuller than 90 %, and closes its indices at 95 %. */
const FULL = { warn: 0.85, fail: 0.95 };
const LEAST_BYTES = { warn: 5 * GIB, fail: GIB };
/** An embargo ends by the clock of content, an alert by that of Prometheus; the field `Date` is told to the second. */
const SKEW_MS = { warn: 2_000, fail: 30_000 };
/** A consumer applies some thousand records a second. */
const LAG = 1_000;
const CERTIFICATE_DAYS = { warn: 30, fail: 3 };
const DAY = 86_400_000;

export function diskFinding(what: string, { free, all }: { free: number; all: number }): Finding {
  const used = all === 0 ? 0 : 1 - free / all;
  const detail = `${(free / GIB).toFixed(1)} GiB free, ${Math.round(used * 100)} % used`;
  const mend =
    'free some space: a full disk closes the indices of Elasticsearch, and every store refuses writes';
  if (used > FULL.fail || free < LEAST_BYTES.fail) return { what, state: 'fail', detail, mend };
  if (used > FULL.warn || free < LEAST_BYTES.warn) return { what, state: 'warn', detail, mend };
  return { what, state: 'ok', detail };
}

/** Clocks of the apps against that of this machine, milliseconds; of none that answers nothing is said. */
export function clockFinding(skews: readonly { app: string; ms: number }[]): Finding[] {
  const worst = skews.toSorted((a, b) => Math.abs(b.ms) - Math.abs(a.ms))[0];
  if (!worst) return [];
  const apart = Math.abs(worst.ms);
  const state = apart > SKEW_MS.fail ? 'fail' : apart > SKEW_MS.warn ? 'warn' : 'ok';
  const detail =
    state === 'ok'
      ? 'all apps have the time of this machine'
      : `${worst.app} is ${(apart / 1_000).toFixed(0)} s ${worst.ms > 0 ? 'ahead' : 'behind'}`;
  return [
    { what: 'clocks', state, detail, mend: 'set the clocks by one source of time (chronyc, timedatectl)' },
  ];
}

export function certificateFinding(what: string, validTo: number, now: number): Finding {
  const days = Math.floor((validTo - now) / DAY);
  const state = days < CERTIFICATE_DAYS.fail ? 'fail' : days < CERTIFICATE_DAYS.warn ? 'warn' : 'ok';
  const detail =
    days < 0 ? `its certificate ended ${-days} days ago` : `its certificate is good for ${days} days`;
  return { what, state, detail, mend: 'renew it' };
}

export interface GroupLag {
  group: string;
  topic: string;
  records: number;
}

/** One finding for each reader of the log, whether somebody reads for it or not. */
export function lagFindings(
  wanted: readonly { group: string; topic: string }[],
  lags: readonly GroupLag[],
): Finding[] {
  return wanted.map(({ group, topic }): Finding => {
    const what = `reader ${group}`;
    const own = lags.filter((lag) => lag.topic === topic && lag.group.split('.')[0] === group);
    if (own.length === 0) {
      const mend = `start ${group}; is it held still? see its log`;
      return { what, state: 'fail', detail: `nobody reads ${topic} for it`, mend };
    }
    const most = Math.max(...own.map(({ records }) => records));
    const detail = `${most} ${most === 1 ? 'record' : 'records'} behind in ${topic}`;
    const mend =
      'look again in a minute; does it not fall, see /consumers of the desk and the log of the app';
    return { what, state: most > LAG ? 'warn' : 'ok', detail, mend };
  });
}

/** How a topic stands beside what the platform relies on. */
export function topicFault(
  {
    name,
    partitions,
    config,
  }: { name: string; partitions: number; config: Readonly<Record<string, string>> },
  found: { partitions: number; settings: ReadonlyMap<string, string> } | undefined,
): string | undefined {
  if (!found) return `${name} is missing`;
  const faults = [
    ...(found.partitions === partitions ? [] : [`${found.partitions} partitions instead of ${partitions}`]),
    ...Object.entries(config).flatMap(([key, value]) => {
      const is = found.settings.get(key);
      return is === value ? [] : [`${key}=${is ?? '(not set)'} instead of ${value}`];
    }),
  ];
  return faults.length === 0 ? undefined : `${name} has ${faults.join(', ')}`;
}

/** Names in the environment that look like settings of an app and are none: mostly slips. */
export function strangers(
  env: Readonly<Record<string, string | undefined>>,
  { apps, known }: { apps: readonly string[]; known: ReadonlySet<string> },
): string[] {
  const begins = apps.map((app) => `${app.toUpperCase()}_`);
  const addresses = new Set(begins.map((begin) => `${begin}URL`));
  return Object.keys(env)
    .filter(
      (name) => begins.some((begin) => name.startsWith(begin)) && !known.has(name) && !addresses.has(name),
    )
    .toSorted((a, b) => (a < b ? -1 : 1));
}
