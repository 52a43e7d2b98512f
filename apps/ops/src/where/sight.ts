import type { DriftKind, Pause, Refusal, Token, TraceAnswer } from '#libs/contracts';
import type { LetterRow, Way } from '#libs/kafka';

/** Who reads, on the way of an event. */
export type ReaderName = 'content' | 'search' | 'popularity' | 'gateway';

/** How one service reads the log now. */
export interface ReaderSight {
  /** Processes that read for it. */
  members: number;
  /** Records that it has to read, all together; of several processes, the one that is furthest behind. */
  lag: number;
  /** For how long the oldest of them has been waiting, milliseconds. */
  ms: number;
  pause?: Pick<Pause, 'by' | 'at' | 'until' | 'note'> | undefined;
}

/** An event that lies in the intake log and is not decided on yet. */
export interface Pending {
  id: string;
  source: string;
  uri: string;
  version?: number | undefined;
  token: Token;
  /** When the log had it, milliseconds since 1970. */
  at: number;
}

/** What of an article a view holds: the state of the record, another one, or nobody could say. */
export type Held = 'same' | DriftKind | undefined;

/** Everything that was seen of what somebody asks for, at about one moment. */
export interface Sight {
  /** As it was asked for. */
  name: string;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether an event is meant, and not an article. */
  asksEvent: boolean;
  /** What content knows; absent: it does not answer. */
  trace?: TraceAnswer | undefined;
  pending?: Pending | undefined;
  /** Of the events that the gate has refused, those that go by this name, the newest first. */
  refusals: readonly Refusal[];
  /** Open dead letters of the event, or of the article. */
  letters: readonly LetterRow[];
  /** Absent: the log does not answer. */
  readers?: Readonly<Record<ReaderName, ReaderSight>> | undefined;
  /** How far each service is with the event; absent: there is none, or the log does not answer. */
  way?: Way | undefined;
  indexed: Held;
  counted: Held;
  /** What a reader gets; absent: the gateway does not answer, or there is nothing to ask for. */
  page?: { status: number; version?: number | undefined; seq?: number | undefined } | undefined;
}
