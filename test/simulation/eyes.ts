// What readers see while a story goes on. Nothing that is shown may go back, come before its time, or be older than
// what was said to be applied; whatever store it comes from.

import { topics } from '#libs/contracts';
import { PARTITIONS } from './broker.ts';
import type { Seen } from './gateway.ts';
import { names } from './installed.ts';
import { idOf, pathOf, uriOf } from './newsroom.ts';
import type { Installation, Parts } from './paper.ts';
import type { Plot, Said } from './plot.ts';
import { BEGIN } from './world.ts';

/** So often somebody reads, searches and looks. */
const READ_MS = 200;
const changes = topics.changes.name;
const intake = topics.intake.name;

/** One record of the change log. */
export interface Told {
  uri: string;
  type: string;
  seq: number;
  /** Of a public state. */
  version: number;
  /** By the clock that is right. */
  at: number;
  partition: number;
  offset: number;
}

/** What a reader could know when he asked. */
interface Before {
  known: number;
  applied: Told | undefined;
  doubted: boolean;
  /** When that was told last which the gateway had not heard of. */
  unheard: number;
}

type Engine = 'index' | 'counter' | 'record';

export class Eyes {
  readonly faults: string[] = [];
  private isOpen = false;
  private turn = 0;
  private readonly articles: number[];
  /** The newest state that was shown of an article, by where; by its number. */
  private readonly newest = new Map<string, number>();
  private heard = 0;
  /** What search had said to hold when its index was removed: whoever finds anything afterwards has to find that. */
  private promised = new Map<number, number>();
  /** The change log so far, and how far each partition of it is in there. */
  private readonly log: Told[] = [];
  private readonly readTo = new Map<number, number>();
  private readonly doubted = new Map<number, number>();
  /** From when to when a record did not know what it had forgotten. */
  private readonly doubtful: { from: number; to: number }[] = [];
  /**
   * Where a clock is wrong and the record is put back, what waited for that clock is not decided by the same record
   * again: the version is the one that was shown, under a lower number.
   */
  private readonly byNumber: boolean;

  constructor(
    private readonly paper: Installation,
    private readonly plot: Plot,
    private readonly say: (line: string) => void,
  ) {
    const wrong = plot.skew.content !== 0 || plot.skew.broker !== 0;
    this.byNumber = !wrong || !plot.events.some((each) => each.is === 'restore' && each.engine === 'record');
    this.articles = [...new Set(plot.events.flatMap((each) => (each.is === 'said' ? [each.article] : [])))];
  }

  open(): void {
    this.isOpen = true;
    this.read();
  }

  close(): void {
    this.isOpen = false;
  }

  /** What is kept there begins anew, or stands before what was seen. */
  forget(engine: Engine): void {
    if (engine === 'record') this.doubt();
    if (engine === 'index') this.promised = this.promises();
    for (const key of this.newest.keys()) if (key.startsWith(engine)) this.newest.delete(key);
  }

  /** Of one that is removed while it is filled nobody knows what the one before it held: it was noted in it alone. */
  private promises(): Map<number, number> {
    if (!this.paper.index.named(`${names.index}-articles-read`)) return new Map();
    const said = this.articles.map((each) => [each, this.appliedBy('search', uriOf(each))?.seq] as const);
    return new Map(said.filter((each): each is [number, number] => each[1] !== undefined));
  }

  /**
   * A record that was put back knows by the group's commits what it has forgotten. Of what was told and not committed
   * it can't know before it has read on.
   */
  private doubt(): void {
    const { broker, world } = this.paper;
    const { committed } = broker.group('content');
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const end = broker.partition(intake, partition).length;
      if ((committed.get(`${intake}/${partition}`) ?? 0) < end) this.doubted.set(partition, end);
    }
    if (this.doubted.size > 0) this.doubtful.push({ from: world.now, to: Number.POSITIVE_INFINITY });
  }

  private get doubts(): boolean {
    for (const [partition, end] of this.doubted) {
      const next = this.paper.record.of('positions').get(`0/${intake}/${partition}`)?.['next'] ?? 0;
      if (Number(next) < end) return true;
    }
    this.doubted.clear();
    for (const span of this.doubtful) span.to = Math.min(span.to, this.paper.world.now);
    return false;
  }

  /**
   * A page that content was asked for meanwhile is kept until the gateway hears what content has told once more, as it
   * does of all that it decides again.
   */
  private awaits({ asOf }: Seen, unheard: number): boolean {
    if (asOf === undefined || unheard < asOf) return false;
    return this.doubtful.some(({ from, to }) => from <= asOf && asOf < to);
  }

  private fault(line: string): void {
    if (this.faults.includes(line)) return;
    this.faults.push(line);
    this.say(`WRONG: ${line}`);
  }

  private read(): void {
    const { world } = this.paper;
    if (!this.isOpen) return;
    world.at(world.now + READ_MS, undefined, () => this.read());
    const article = this.articles[this.turn++ % this.articles.length];
    if (article === undefined) return;
    for (const gateway of this.paper.of('gateway')) this.ask(gateway, article);
    this.look();
  }

  private ask(gateway: Parts & { app: 'gateway' }, article: number): void {
    const { world } = this.paper;
    const { machine } = gateway.process;
    const doubted = this.doubts;
    const known = this.newest.get(`page ${article}`) ?? 0;
    const applied = this.appliedBy(gateway.group, uriOf(article));
    const unheard = this.unheardBy(gateway.group, uriOf(article));
    const before = { known, applied, doubted, unheard };
    world.at(world.now, machine, () => {
      gateway.page(idOf(article), pathOf(article)).then(
        // A page that was made is read a moment later.
        (seen) => world.at(world.now, machine, () => this.saw(article, seen, before)),
        () => undefined,
      );
    });
  }

  private saw(article: number, seen: Seen, { known, applied, doubted, unheard }: Before): void {
    const { status, seq, version } = seen;
    const shown = `the page of article ${article} shows ${status === 200 ? `version ${version}` : status}`;
    if (status === 200) this.early(article, version, shown);
    if (this.doubts || doubted || this.awaits(seen, unheard)) return;
    if (status !== 404) {
      if (seq < known && this.byNumber)
        this.fault(`${shown} (${seq}) after a newer state was shown (${known})`);
      this.newest.set(`page ${article}`, Math.max(this.newest.get(`page ${article}`) ?? 0, seq));
    }
    if (!applied) return;
    // It is kept before it is told that an article has left.
    const kept = Number(this.paper.record.of('articles').get(applied.uri)?.['seq'] ?? 0);
    const leaves =
      kept > applied.seq ||
      this.told().some(({ uri, seq: later }) => uri === applied.uri && later > applied.seq);
    const missing = status === 404 && applied.type === 'article.public' && !leaves;
    if (missing || (status !== 404 && seq < applied.seq && this.byNumber))
      this.fault(`${shown} (${seq}) although ${applied.type} (${applied.seq}) was applied`);
  }

  /** The newest state of an article that a group has committed. */
  private appliedBy(group: string, uri: string): Told | undefined {
    const applied = this.told().filter((each) => each.uri === uri && this.hasApplied(group, each));
    return applied.reduce<Told | undefined>((a, b) => (a && a.seq >= b.seq ? a : b), undefined);
  }

  /** When that of an article was told last which a group has not committed. */
  private unheardBy(group: string, uri: string): number {
    const unheard = this.told().filter((each) => each.uri === uri && !this.hasApplied(group, each));
    return Math.max(Number.NEGATIVE_INFINITY, ...unheard.map(({ at }) => at));
  }

  private hasApplied(group: string, { partition, offset }: Told): boolean {
    const { committed } = this.paper.broker.group(group);
    return offset < (committed.get(`${changes}/${partition}`) ?? 0);
  }

  private look(): void {
    const { index, counter, record } = this.paper;
    const ids = new Map(this.articles.map((article) => [idOf(article), article]));
    const found = index.found(`${names.index}-articles-read`);
    if (index.named(`${names.index}-articles-read`))
      for (const [article, seq] of this.promised) {
        const there = found.get(idOf(article))?.seq ?? 0;
        if (there < seq)
          this.fault(`the index answers, and has ${there} of article ${article}, where it had ${seq}`);
      }
    for (const [id, { seq, source }] of found) {
      const article = ids.get(id);
      if (article === undefined) continue;
      this.forward(`index ${article}`, seq);
      const { card } = source as { card?: { version?: number; headline: string } };
      if (card)
        this.early(
          article,
          versionIn(card.headline),
          `the index has version ${versionIn(card.headline)} of article ${article}`,
        );
    }
    for (const [id, row] of counter.hash(`${names.counter}articles`)) {
      const article = ids.get(id) ?? -1;
      const [seq = '', json = ''] = /^(\d+) (.*)$/.exec(row)?.slice(1) ?? [];
      this.forward(`counter ${article}`, Number(seq));
      if (json === '') continue;
      const version = versionIn((JSON.parse(json) as { headline: string }).headline);
      this.early(article, version, `popularity has version ${version} of article ${article}`);
    }
    for (const [uri, { decided }] of record.of('articles')) this.forward(`record ${uri}`, Number(decided));
    const told = this.told();
    for (const each of told.slice(this.heard)) {
      const article = this.articles.find((one) => uriOf(one) === each.uri) ?? -1;
      this.early(
        article,
        each.version,
        `the change log has version ${each.version} of article ${article}`,
        each.at,
      );
    }
    this.heard = told.length;
  }

  private forward(what: string, n: number): void {
    const before = this.newest.get(what) ?? 0;
    if (n < before) this.fault(`${what} went back from ${before} to ${n}`);
    this.newest.set(what, Math.max(n, before));
  }

  /** A version must not be shown before its time. */
  private early(article: number, version: number, shown: string, now = this.paper.world.now): void {
    const said = this.plot.events.find(
      (each): each is Said =>
        each.is === 'said' && each.article === article && each.version === version && each.held !== undefined,
    );
    const until = BEGIN + (said?.held?.until ?? 0);
    if (said && now < until) this.fault(`${shown} ${until - now} ms before its time`);
  }

  /** The change log so far. */
  told(): readonly Told[] {
    const { broker } = this.paper;
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const kept = broker.partition(changes, partition);
      for (let offset = this.readTo.get(partition) ?? 0; offset < kept.length; offset++) {
        const { record, appendedAt } = kept[offset] ?? {};
        const { uri, seq, version = 0 } = JSON.parse(String(record?.value)) as Told;
        const at = (appendedAt ?? 0) - this.plot.skew.broker;
        this.log.push({ uri, seq, version, type: record?.headers['ce_type'] ?? '', at, partition, offset });
      }
      this.readTo.set(partition, kept.length);
    }
    return this.log;
  }

  /** What is yet to be done before all is at rest; nothing if it is. */
  left(): string | undefined {
    const { broker, record, counter, index } = this.paper;
    const readers = [
      ...[
        ['content', topics.intake.name],
        ['search', changes],
        ['popularity', changes],
      ],
      ['popularity', topics.views.name],
      ...this.paper.of('gateway').map(({ group }) => [group, changes]),
    ] as [string, string][];
    if (this.paper.of('gateway').length === 0) return 'no gateway is there';
    const waits = [...record.of('articles').values()].find(
      (doc) => (doc['held'] as { at?: string } | undefined)?.at,
    );
    if (waits) return `${String(waits['_id'])} waits for its time`;
    const late = this.late();
    if (late !== undefined) return late;
    for (const [group, topic] of readers) {
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const end = broker.partition(topic, partition).length;
        const reached = broker.group(group).committed.get(`${topic}/${partition}`) ?? 0;
        if (reached !== end) return `${group} is at ${reached} of ${end} in ${topic}/${partition}`;
        const kept = positionIn({ record, counter, index }, { group, topic, partition });
        if (kept !== undefined && kept !== end)
          return `${group} has kept ${kept} of ${end} of ${topic}/${partition}`;
      }
    }
    return undefined;
  }

  /**
   * A process of content that is not done: one that was stopped comes back to records that others have decided and
   * committed long since, and what it keeps of them late it takes back a moment later. No position tells of that.
   */
  private late(): string | undefined {
    const { world } = this.paper;
    for (const { process } of this.paper.of('content')) {
      const { name, frozenUntil, runtime } = process.machine;
      if (frozenUntil > world.now) return `${name} is stopped`;
      const [work] = runtime.working();
      if (work !== undefined) return `${name} is at work (${work})`;
    }
    return undefined;
  }
}

interface Of {
  group: string;
  topic: string;
  partition: number;
}

/** The position that lives with the state. */
function positionIn(
  { record, counter, index }: Pick<Installation, 'record' | 'counter' | 'index'>,
  { group, topic, partition }: Of,
): number | undefined {
  if (group === 'content')
    return Number(record.of('positions').get(`0/${topic}/${partition}`)?.['next'] ?? 0);
  if (group === 'search') {
    const id = `position-0-${topic}-${partition}`;
    return Number(index.found(`${names.index}-articles-read`).get(id)?.source['position'] ?? 0);
  }
  if (group !== 'popularity') return undefined;
  if (topic === changes) return Number(counter.hash(`${names.counter}positions`).get(String(partition)) ?? 0);
  return Number.parseInt(counter.get(`${names.counter}{${partition}}:fence`) ?? '-1', 10) + 1;
}

/** Headlines of stories say which version they are of. */
export function versionIn(headline: string): number {
  return Number(
    /no\. (\d+)$|(\d+)번째/
      .exec(headline)
      ?.slice(1)
      .find((each) => each !== undefined) ?? 0,
  );
}
