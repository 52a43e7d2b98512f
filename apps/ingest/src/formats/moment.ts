/** A moment as the contract has it, RFC 3339 with a zone. */
export interface Moment {
  at: string;
  /** What it did not say and was taken for granted. */
  guessed?: string;
}

/** Names of zones that mail and feeds use, as their offsets. Others mean too many things. */
const zones: Readonly<Record<string, string>> = {
  ...{ Z: 'Z', UT: 'Z', UTC: 'Z', GMT: 'Z', KST: '+09:00', JST: '+09:00' },
  ...{ EST: '-05:00', EDT: '-04:00', CST: '-06:00', CDT: '-05:00', MST: '-07:00', MDT: '-06:00' },
  ...{ PST: '-08:00', PDT: '-07:00', BST: '+01:00', CET: '+01:00', CEST: '+02:00' },
};
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const ZONE = String.raw`\s*(?<zone>[+-]\d\d:?\d\d|[+-]\d\d|[A-Za-z]{1,4})?`;
const CLOCK = String.raw`(?<hour>\d{1,2}):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<part>\d{1,9}))?)?`;
/** All of them are asked of a text of a few dozen letters, so none has to be quick to fail. */
const forms = [
  // 2026-01-02T03:04:05+09:00, 2026-01-02 03:04, 2026.01.02 03:04:05, 2026/1/2
  String.raw`(?<year>\d{4})(?<dash>[-./])(?<month>\d{1,2})\k<dash>(?<day>\d{1,2})\.?(?:[Tt\s]\s*${CLOCK}${ZONE})?`,
  // 20260102T030405Z, 20260102T030405+0900, 20260102, 20260102030405
  String.raw`(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?:[Tt\s]?(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)?${ZONE})?`,
  // Fri, 02 Jan 2026 03:04:05 +0900, 2 January 26 03:04 KST
  String.raw`(?:[A-Za-z]{3,9}\.?,?\s+)?(?<day>\d{1,2})[\s-](?<name>[A-Za-z]{3})[a-z]{0,6}[\s-](?<year>\d{4}|\d\d)(?:,?\s+${CLOCK}${ZONE})?`,
  // January 2, 2026 03:04:05 GMT
  String.raw`(?<name>[A-Za-z]{3})[a-z]{0,6}\s+(?<day>\d{1,2}),?\s+(?<year>\d{4})(?:,?\s+${CLOCK}${ZONE})?`,
].map((form) => new RegExp(`^${form}$`));

/** Longer than any date. */
const MOST = 60;
/** With a zone in brackets, and the white space of whoever indents. */
const MOST_WRITTEN = 1_000;

/** The moment that a text means, in whatever form the wires write it; nothing of what is none. */
export function momentOf(text: string): Moment | undefined {
  // Looked at first: in a long text the search for the zone in brackets would go on and on.
  if (text.length > MOST_WRITTEN) return undefined;
  const given = text.trim().replace(/\s*\([A-Za-z ]{1,30}\)$/, '');
  if (given.length > MOST) return undefined;
  for (const form of forms) {
    const groups = form.exec(given)?.groups;
    if (groups) return made(groups);
  }
  return undefined;
}

function made(found: Record<string, string | undefined>): Moment | undefined {
  const { year = '', name, hour = '0', minute = '0', second = '0', part } = found;
  const month = name === undefined ? Number(found['month']) : months.indexOf(name.toLowerCase()) + 1;
  const full = year.length === 2 ? century(Number(year)) : Number(year);
  const offset = found['zone'] === undefined ? undefined : offsetOf(found['zone']);
  if (found['zone'] !== undefined && offset === undefined) return undefined;
  const numbers = [full, month, Number(found['day']), Number(hour), Number(minute), Number(second)] as const;
  if (!exists(numbers)) return undefined;
  const [y, mo, d, h, mi, s] = numbers.map((each) => String(each).padStart(2, '0'));
  const fraction = part ? `.${part.slice(0, 3)}` : '';
  const at = `${y?.padStart(4, '0')}-${mo}-${d}T${h}:${mi}:${s}${fraction}${offset ?? 'Z'}`;
  if (offset !== undefined) return { at };
  const what = found['hour'] === undefined ? 'has no time of day' : 'has no zone';
  return { at, guessed: `${what}; read as UTC` };
}

/** RFC 2822: two digits up to 49 are of this century. */
function century(year: number): number {
  return year < 50 ? 2_000 + year : 1_900 + year;
}

function offsetOf(zone: string): string | undefined {
  const named = zones[zone.toUpperCase()];
  if (named !== undefined && Object.hasOwn(zones, zone.toUpperCase())) return named;
  const [, sign, hours, minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (sign === undefined || hours === undefined || Number(hours) > 14 || Number(minutes) > 59)
    return undefined;
  return `${sign}${hours}:${minutes}`;
}

/** Whether the calendar has such a day, and the clock such a time. */
function exists([year, month, day, hour, minute, second]: readonly [
  number,
  number,
  number,
  number,
  number,
  number,
]): boolean {
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return (
    year >= 1_000 &&
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second
  );
}
