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
import { type DeadLetter, letterOf, partsOfPlace, wayBack } from './deadletter.ts';
import { type Found, LogScan } from './scan.ts';
import { Sender } from './sender.ts';

/** What a list shows of a dead letter: all but the bytes of the record. */
export type LetterRow = Omit<DeadLetter, 'record'> & { key: string | undefined; type: string | undefined };

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
    const rows: LetterRow[] = [];
    const decisions = new Map<string, LetterDecision>();
    const stretches = await this.scan.stretches([...names, topics.decisions.name]);
    await this.scan.read(stretches, (records) => {
      for (const found of records) {
        if (found.topic === topics.decisions.name) note(decisions, found);
        else rows.push(rowOf(letterOf(found)));
      }
    });
    return rows.filter(({ place }) => !decisions.has(place)).toSorted((a, b) => compare(a.place, b.place));
  }

  /** One letter with all its bytes, and what was decided on it. */
  async find(place: string): Promise<{ letter: DeadLetter; decision?: LetterDecision } | undefined> {
    const decisions = await this.decisions();
    let letter: DeadLetter | undefined;
    await this.visit([place], (found) => {
      letter = found;
    });
    const decision = decisions.get(place);
    return letter && { letter, ...(decision ? { decision } : {}) };
  }

  /** Replays letters one after the other; answers what became of each. */
  async replay(places: readonly string[], order: ReplayOrder): Promise<LetterResult[]> {
    const decisions = await this.decisions();
    const results = new Map<string, LetterResult>();
    await this.visit(places, async (letter) => {
      if (results.has(letter.place)) return;
      const decision = decisions.get(letter.place);
      results.set(letter.place, decision ? decided(decision) : await this.bringBack(letter, order));
    });
    return places.map((place) => results.get(place) ?? missing(place));
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
    const decisions = new Map<string, LetterDecision>();
    const stretches = await this.scan.stretches([topics.decisions.name]);
    await this.scan.read(stretches, (records) => {
      for (const found of records) note(decisions, found);
    });
    return decisions;
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
  return { ...rest, key, type: headers['ce_type'] };
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
