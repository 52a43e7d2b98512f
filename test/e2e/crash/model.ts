// What must be true in the end, told from the intake log as it lies in Kafka. Written from the state table of
// docs/architecture.md alone: it shares no line with apps/content, and knows no store, no batch and no crash.
import type { Found } from '#libs/kafka';
import { articlePath, publicId } from '#libs/text';

/** What the public may see of an article. */
export interface Page {
  version: number;
  headline: string;
  url: string;
  /** Number of the record that made it public. */
  seq: number;
}

export interface Gone {
  kind: 'withdrawn' | 'embargoed-again';
  seq: number;
}

/** The life of one article so far. */
export class Life {
  readonly id: string;
  page: Page | undefined;
  gone: Gone | undefined;
  /** A version that waits for its time. */
  waiting: { said: Said; at: number } | undefined;
  withdrawn = false;
  /** The highest version that was public, or was closed by a withdrawal. */
  closed = 0;
  /** Versions whose words are kept. */
  revisions: number[] = [];
  private first: string | undefined;

  constructor(readonly uri: string) {
    this.id = publicId(uri);
  }

  get seq(): number {
    return this.page?.seq ?? this.gone?.seq ?? 0;
  }

  /** Takes one record; answers what has become of it. */
  hear(said: Said): string {
    if (said.type === 'article.withdrawn') return this.withdraw(said);
    if (said.type === 'article.due') return this.due(said);
    if (this.withdrawn && said.type !== 'article.reinstated') return 'withdrawn';
    const { version = 0 } = said.data;
    if (version <= Math.max(this.closed, this.waiting?.said.data.version ?? 0)) return 'stale';
    const embargo = timeOf(said.data.embargoedUntil);
    const until = Math.max(embargo, timeOf(said.data.publishAt));
    if (until <= said.appendedAt) return this.show(said, said);
    if (embargo > said.appendedAt) this.leave('embargoed-again', said.n);
    this.waiting = { said, at: until };
    this.withdrawn = false;
    return 'held';
  }

  private withdraw({ n, data: { version = 0 } }: Said): string {
    this.closed = Math.max(this.closed, this.waiting?.said.data.version ?? 0, version);
    this.waiting = undefined;
    this.withdrawn = true;
    this.revisions = [];
    this.leave('withdrawn', n);
    return 'gone';
  }

  private due(due: Said): string {
    const { waiting } = this;
    if (!waiting || waiting.at !== timeOf(due.data.at) || due.appendedAt < waiting.at) return 'not due';
    return this.show(waiting.said, due, new Date(waiting.at).toISOString());
  }

  /** `said` is what is shown from now on, `by` the record that makes it so. */
  private show({ data }: Said, by: Said, heldUntil?: string): string {
    const { version = 0, headline = '', section = '', slug = '', language = '', contentCreated = '' } = data;
    this.first ??= heldUntil ?? new Date(Math.min(timeOf(contentCreated), by.appendedAt)).toISOString();
    const url = articlePath({ section, slug, language, id: this.id, firstPublished: this.first });
    this.page = { version, headline, url, seq: by.n };
    this.gone = undefined;
    this.waiting = undefined;
    this.withdrawn = false;
    this.closed = version;
    this.revisions.push(version);
    return 'public';
  }

  /** Only what was public once can be gone. */
  private leave(kind: Gone['kind'], seq: number): void {
    if (this.page || this.gone) this.gone = { kind, seq };
    this.page = undefined;
  }
}

/** One record of the intake log. */
export interface Said {
  /** Source and id: what is said twice under the same name is a copy. */
  name: string;
  type: string;
  uri: string;
  partition: number;
  offset: number;
  /** Offset + 1, in the first epoch. */
  n: number;
  appendedAt: number;
  data: {
    version?: number;
    headline?: string;
    section?: string;
    slug?: string;
    language?: string;
    contentCreated?: string;
    publishAt?: string;
    embargoedUntil?: string;
    at?: string;
  };
}

/** What has become of one record. */
export interface Ending {
  said: Said;
  outcome: string;
  /** Number of the public state from then on; 0 if none. */
  seq: number;
}

export interface World {
  lives: ReadonlyMap<string, Life>;
  /** One per record, in the order of the log. */
  endings: readonly Ending[];
}

/** The whole log, told once more. */
export function worldOf(log: readonly Found[]): World {
  const lives = new Map<string, Life>();
  const heard = new Set<string>();
  const inOrder = log.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset);
  const endings = inOrder
    .map(saidIn)
    .filter(moves)
    .map((said): Ending => {
      const life = lives.get(said.uri) ?? new Life(said.uri);
      lives.set(said.uri, life);
      // A moment may be named more than once: it is no message of a newsroom.
      const copy = heard.has(said.name) && said.type !== 'article.due';
      heard.add(said.name);
      const outcome = copy ? 'duplicate' : life.hear(said);
      return { said, outcome, seq: life.seq };
    });
  return { lives, endings };
}

/**
 * What content asks itself to say once more, when a slow owner of a partition may have spoken after its successor, is no
 * message of a newsroom: it changes nothing and has no verdict.
 */
function moves({ type }: Said): boolean {
  return type !== 'article.reprojected';
}

function saidIn({ partition, offset, appendedAt, record }: Found): Said {
  const { headers, value, key = '' } = record;
  return {
    name: `${headers['ce_source']}|${headers['ce_id']}`,
    type: headers['ce_type'] ?? '',
    uri: key,
    partition,
    offset,
    n: offset + 1,
    appendedAt,
    data: JSON.parse(String(value)) as Said['data'],
  };
}

/** Milliseconds since 1970; long ago where no time was given. */
function timeOf(moment: string | undefined): number {
  return moment === undefined ? 0 : Date.parse(moment);
}
