import { Inject, Injectable } from '@nestjs/common';
import {
  deadTopic,
  encodeDecision,
  type LetterDecision,
  type LogRecord,
  REPLAY_OF,
  readers,
  seqOf,
  topics,
  UndecodableRecord,
} from '#libs/contracts';
import { Runtime, SETTINGS } from '#libs/service';
import type { KafkaSettings } from './client.ts';
import {
  type DeadLetter,
  faultsIn,
  letterOf,
  mendedOf,
  partsOfPlace,
  type WayBack,
  wayBack,
} from './deadletter.ts';
import { type Found, LogScan } from './scan.ts';
import { Sender } from './sender.ts';

/** What a list shows of a dead letter: all but the bytes of the record. */
export type LetterRow = Omit<DeadLetter, 'record'> & {
  key: string | undefined;
  type: string | undefined;
  /** Of the event, if it says one. */
  event: string | undefined;
  source: string | undefined;
  /** How often the same record was replayed before, and has died again. */
  deaths: number;
};

/** One letter with all its bytes, what was decided on it, and the letters of the same record, this one among them. */
export interface LetterFound {
  letter: DeadLetter;
  decision?: LetterDecision;
  /** What a replay would do. */
  way: WayBack;
  /** What the contract of its topic says of the record. */
  faults: UndecodableRecord['faults'];
  history: { place: string; at: string; error: string; decision?: LetterDecision }[];
}

/** A record that has died again after so many replays is looked at by somebody, and not replayed with others. */
const MOST_DEATHS = 2;
/** So many are held in memory; each may be as large as the largest record. */
const AT_ONCE = 50;
/** Letters that are replayed a second, where nobody says how many: readers have their usual work beside it. */
const PER_SECOND = 20;

/** `would replay`: a dry run. `decided`: somebody was first. `refused`: nothing could come of it. */
export interface LetterResult {
  place: string;
  is: 'replayed' | 'would replay' | 'discarded' | 'decided' | 'refused' | 'missing';
  words: string;
}

/** How letters are replayed. */
export interface ReplayOrder {
  /** Who decides. */
  by: string;
  dryRun: boolean;
  /** Asks content to tell a uri again; answers why it can't, or nothing. */
  retell(uri: string): Promise<string | undefined>;
}

/** How many letters are replayed at once. */
export interface BulkOrder extends ReplayOrder {
  /** All of one reason. */
  reason: string;
  /** Only of this topic, or of this dead-letter topic. */
  topic?: string | undefined;
  /** Only of this consumer group. */
  group?: string | undefined;
  perSecond?: number | undefined;
  /** Asked before each; false ends it. */
  goesOn?(): boolean;
  /** Told of each. */
  ended?(result: LetterResult): void;
}

/**
 * The dead letters of all readers, and what was decided on them. A decision is remembered in the compacted
 * topic `desk.decisions.v1` after its effect: a crash between the two leaves the letter open, and the next
 * replay has no second effect, since content knows an event it has decided on, and telling a state again
 * changes none. Only letters that were there at the start are replayed, so that one that dies again is not
 * replayed for ever.
 */
@Injectable()
export class DeadLetters {
  private readonly scan: LogScan;

  constructor(
    @Inject(SETTINGS) private readonly settings: KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Sender) private readonly sender: Sender,
  ) {
    this.scan = new LogScan(settings, runtime);
  }

  /** Letters nobody has decided on yet, in the order of their topics; `topic` is a topic or its dead-letter topic. */
  async open(topic?: string): Promise<LetterRow[]> {
    const wanted = readers
      .map((each) => ({ topic: each.topic as string, dead: deadTopic(each.topic, each.group) }))
      .filter((each) => topic === undefined || topic === each.topic || topic === each.dead);
    const names = [...new Set(wanted.map(({ dead }) => dead))];
    const { rows, decisions } = await this.all(names);
    const replayed = new Map<string, number>();
    for (const row of rows) {
      if (decisions.get(row.place)?.type !== 'letter.replayed') continue;
      replayed.set(sameness(row), (replayed.get(sameness(row)) ?? 0) + 1);
    }
    return rows
      .filter(({ place }) => !decisions.has(place))
      .map((row) => ({ ...row, deaths: replayed.get(sameness(row)) ?? 0 }));
  }

  /** One letter, and all that is known of it. */
  async find(place: string): Promise<LetterFound | undefined> {
    const parts = partsOfPlace(place);
    if (!parts) return undefined;
    const { rows, decisions, letters } = await this.all([parts.topic], place);
    const [letter] = letters;
    if (!letter) return undefined;
    const name = sameness(rowOf(letter));
    const history = rows
      .filter((row) => sameness(row) === name)
      .map(({ place, at, error }) => {
        const decision = decisions.get(place);
        return { place, at, error, ...(decision ? { decision } : {}) };
      });
    const decision = decisions.get(place);
    const known = { way: wayBack(letter), faults: faultsIn(letter), history };
    return { letter, ...(decision ? { decision } : {}), ...known };
  }

  /** Replays letters one after the other; answers what became of each. */
  async replay(
    places: readonly string[],
    { perSecond, goesOn, ended, ...order }: ReplayOrder & Pick<BulkOrder, 'perSecond' | 'goesOn' | 'ended'>,
  ): Promise<LetterResult[]> {
    const decisions = await this.decisions();
    const results = new Map<string, LetterResult>();
    for (let from = 0; from < places.length; from += AT_ONCE) {
      // Read first, then replayed: whoever reads must not be kept waiting by a pace.
      const letters = new Map<string, DeadLetter>();
      await this.visit(places.slice(from, from + AT_ONCE), (letter) => {
        letters.set(letter.place, letter);
      });
      for (const letter of letters.values()) {
        if (results.has(letter.place) || goesOn?.() === false) continue;
        const decision = decisions.get(letter.place);
        const result = decision ? decided(decision) : await this.bringBack(letter, order);
        results.set(letter.place, result);
        ended?.(result);
        if (perSecond !== undefined && !order.dryRun) await this.runtime.wait(1_000 / perSecond);
      }
    }
    if (goesOn?.() === false) return [...results.values()];
    return places.map((place) => results.get(place) ?? missing(place));
  }

  /**
   * Replays all open letters of one reason, at a pace. A letter whose record has died again after replays is left for
   * somebody to look at: it would die once more, and so on for ever.
   */
  async replayAll({ reason, topic, group, ...order }: BulkOrder): Promise<LetterResult[]> {
    const open = (await this.open(topic)).filter(
      (row) => row.reason === reason && (group === undefined || row.group === group),
    );
    const good = open.filter(({ deaths }) => deaths < MOST_DEATHS);
    const bad = open
      .filter(({ deaths }) => deaths >= MOST_DEATHS)
      .map(({ place, deaths }) => tired(place, deaths));
    for (const result of bad) order.ended?.(result);
    const results = await this.replay(
      good.map(({ place }) => place),
      { ...order, perSecond: order.perSecond ?? PER_SECOND },
    );
    return [...bad, ...results];
  }

  /**
   * Says a record of the intake log again with other bytes, which its topic's contract has to read, about the same
   * uri. Whatever else is said of it, its place in the order included, is as if it were replayed as it was.
   */
  async mend(place: string, value: string, order: { by: string }): Promise<LetterResult> {
    const found = await this.find(place);
    if (!found) return missing(place);
    if (found.decision) return decided(found.decision);
    const mended = mendedOf(found.letter, value);
    if ('refused' in mended) return { place, is: 'refused', words: mended.refused };
    const none = async () => undefined;
    return this.bringBack(
      { ...found.letter, record: mended.record },
      { ...order, dryRun: false, retell: none },
    );
  }

  /** Why these bytes can't be said in the place of a letter's record; nothing if they can. */
  check(
    letter: DeadLetter,
    value: string,
  ): { words: string; faults: UndecodableRecord['faults'] } | undefined {
    const mended = mendedOf(letter, value);
    return 'refused' in mended ? { words: mended.refused, faults: mended.faults } : undefined;
  }

  /** Closes a letter without any effect; the record stays where it is until its topic forgets it. */
  async discard(place: string, { by, note: words }: { by: string; note: string }): Promise<LetterResult> {
    const found = await this.find(place);
    if (!found) return missing(place);
    if (found.decision) return decided(found.decision);
    await this.decide({ type: 'letter.discarded', place, by, at: this.now(), note: words });
    return { place, is: 'discarded', words: `${words}; the record stays readable with \`dlq show\`` };
  }

  private async bringBack(letter: DeadLetter, { by, dryRun, retell }: ReplayOrder): Promise<LetterResult> {
    const { place } = letter;
    const way = wayBack(letter);
    if (way.is === 'none') return { place, is: 'refused', words: way.reason };
    const words =
      way.is === 'append'
        ? `said again in ${topics.intake.name} under ${way.key}`
        : `content tells ${way.uri} again`;
    if (dryRun) return { place, is: 'would replay', words };
    if (way.is === 'append') await this.sender.send(topics.intake.name, this.saidAgain(letter));
    else {
      const refusal = await retell(way.uri);
      if (refusal !== undefined) return { place, is: 'refused', words: refusal };
    }
    await this.decide({ type: 'letter.replayed', place, by, at: this.now() });
    return { place, is: 'replayed', words };
  }

  /** The original bytes, with the number the record had: what was said after it must not be undone by it. */
  private saidAgain({ record, offset }: DeadLetter): LogRecord {
    const first = record.headers[REPLAY_OF] ?? String(seqOf(this.settings.INTAKE_EPOCH, offset));
    return { ...record, headers: { ...record.headers, [REPLAY_OF]: first } };
  }

  private async decide(decision: LetterDecision): Promise<void> {
    await this.sender.send(topics.decisions.name, encodeDecision(decision));
  }

  private async decisions(): Promise<Map<string, LetterDecision>> {
    return (await this.all([])).decisions;
  }

  /** All letters of these dead-letter topics in their order, all decisions, and one letter whole. */
  private async all(
    names: readonly string[],
    whole?: string,
  ): Promise<{ rows: LetterRow[]; decisions: Map<string, LetterDecision>; letters: DeadLetter[] }> {
    const rows = new Map<string, LetterRow>();
    const decisions = new Map<string, LetterDecision>();
    const letters: DeadLetter[] = [];
    const stretches = await this.scan.stretches([...names, topics.decisions.name]);
    await this.scan.read(stretches, (records) => {
      for (const found of records) {
        if (found.topic === topics.decisions.name) note(decisions, found);
        else {
          const letter = letterOf(found);
          rows.set(letter.place, rowOf(letter));
          if (letter.place === whole) letters.push(letter);
        }
      }
    });
    const sorted = [...rows.values()].toSorted((a, b) => compare(a.place, b.place));
    return { rows: sorted, decisions, letters };
  }

  private async visit(
    places: readonly string[],
    see: (letter: DeadLetter) => Promise<void> | void,
  ): Promise<void> {
    const wanted = new Set(places);
    const parts = places.map(partsOfPlace).filter((each) => each !== undefined);
    const whole = await this.scan.stretches([...new Set(parts.map(({ topic }) => topic))]);
    const narrow = whole.map((stretch) => {
      const own = parts.filter(
        ({ topic, partition }) => topic === stretch.topic && partition === stretch.partition,
      );
      const first = own.reduce((least, { offset }) => Math.min(least, offset), stretch.high);
      const last = own.reduce((most, { offset }) => Math.max(most, offset), -1);
      return { ...stretch, low: Math.max(stretch.low, first), high: Math.min(stretch.high, last + 1) };
    });
    await this.scan.read(narrow, async (records) => {
      const letters = records.map(letterOf).filter(({ place }) => wanted.has(place));
      for (const letter of letters) await see(letter);
    });
  }

  private now(): string {
    return new Date(this.runtime.now()).toISOString();
  }
}

function note(decisions: Map<string, LetterDecision>, { record }: Found): void {
  try {
    const decision = topics.decisions.decode(record);
    if ('place' in decision) decisions.set(decision.place, decision);
  } catch (error) {
    // What nobody can read decides nothing.
    if (!(error instanceof UndecodableRecord)) throw error;
  }
}

function rowOf({ record: { key, headers }, ...rest }: DeadLetter): LetterRow {
  const { ce_type: type, ce_id: event, ce_source: source } = headers;
  return { ...rest, key, type, event, source, deaths: 0 };
}

/** Names a record among the letters of its reader: one that was said again is the same. */
function sameness({ topic, group, key, event, source, partition, offset }: LetterRow): string {
  const own = event === undefined ? [partition, offset] : [source, event];
  return JSON.stringify([topic, group, key, ...own]);
}

function tired(place: string, deaths: number): LetterResult {
  const words = `it has died again after ${deaths} replays: look at it alone, and mend what is wrong first`;
  return { place, is: 'refused', words };
}

function decided({ place, type, by, at, note: words }: LetterDecision): LetterResult {
  const what = type === 'letter.replayed' ? 'replayed' : 'discarded';
  return {
    place,
    is: 'decided',
    words: `${what} by ${by} at ${at}${words ? ` (${words})` : ''}; nothing is done`,
  };
}

function missing(place: string): LetterResult {
  return { place, is: 'missing', words: 'there is no such letter; `dlq list` names those that are open' };
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
