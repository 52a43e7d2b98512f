// A search engine of the simulation: documents with versions, found only after a refresh. It passes the same
// specification as the real one (index.spec.ts).
import { type Client, errors } from '@elastic/elasticsearch';
import { Engine } from '../../apps/search/src/engine.store.ts';
import { copyOf } from './copy.ts';
import type { Process } from './process.ts';

/** The driver gives up after this, as it is set. */
const REQUEST_MS = 10_000;

type Source = Record<string, unknown>;

interface Document {
  version: number;
  seqNo: number;
  source: Source;
}

interface Index {
  documents: Map<string, Document>;
  /** What questions find: the documents as of the last refresh. */
  shown: Map<string, Document>;
  aliases: Set<string>;
  seqNo: number;
}

interface Action {
  _id: string;
  version?: number;
  version_type?: string;
  if_seq_no?: number;
  if_primary_term?: number;
}

interface Item {
  _id: string;
  _index?: string;
  _seq_no?: number;
  _primary_term?: number;
  status: number;
  error?: { type: string; reason: string };
}

/** What the engine keeps, whoever asks. */
export class IndexState {
  private readonly indices = new Map<string, Index>();

  /** Somebody removes all that is there. */
  wipe(): void {
    this.indices.clear();
  }

  create(name: string, aliases: readonly string[]): void {
    if (this.indices.has(name)) throw failed('resource_already_exists_exception', 400);
    this.indices.set(name, { documents: new Map(), shown: new Map(), aliases: new Set(aliases), seqNo: 0 });
  }

  named(alias: string): { name: string; index: Index } | undefined {
    for (const [name, index] of this.indices)
      if (name === alias || index.aliases.has(alias)) return { name, index };
    return undefined;
  }

  get(alias: string, id: string): object {
    const { name, index } = this.must(alias);
    const found = index.documents.get(id);
    if (!found) return { _index: name, _id: id, found: false };
    const { source, seqNo } = found;
    return { _index: name, _id: id, found: true, _source: source, _seq_no: seqNo, _primary_term: 1 };
  }

  /** Each action by itself: what one meets is told in its item. */
  bulk(alias: string, operations: readonly object[], parts = operations.length): object[] {
    const found = this.named(alias);
    const items: object[] = [];
    for (let at = 0; at < Math.min(operations.length, parts); at += 2) {
      const [[kind = '', action] = []] = Object.entries(operations[at] ?? {}) as [string, Action][];
      const source = operations[at + 1] as Source;
      const item = found
        ? put(found, { kind, action: action as Action, source })
        : {
            _id: action?._id ?? '',
            status: 404,
            error: { type: 'index_not_found_exception', reason: 'no such index' },
          };
      items.push({ [kind]: item });
    }
    return items;
  }

  refresh(alias: string): void {
    const found = this.named(alias);
    if (found) found.index.shown = new Map(found.index.documents);
  }

  /** What questions would find now, by id. */
  found(alias: string): ReadonlyMap<string, { seq: number; source: Source }> {
    const shown = this.named(alias)?.index.shown ?? new Map<string, Document>();
    return new Map([...shown].map(([id, { version, source }]) => [id, { seq: version, source }]));
  }

  private must(alias: string): { name: string; index: Index } {
    const found = this.named(alias);
    if (!found) throw failed('index_not_found_exception', 404);
    return found;
  }
}

interface Put {
  kind: string;
  action: Action;
  source: Source;
}

function put({ name, index }: { name: string; index: Index }, { kind, action, source }: Put): Item {
  const { _id, version, version_type, if_seq_no } = action;
  const there = index.documents.get(_id);
  const conflict =
    (kind === 'create' && there !== undefined) ||
    (if_seq_no !== undefined && there?.seqNo !== if_seq_no) ||
    (version_type === 'external_gte' && there !== undefined && (version ?? 0) < there.version);
  if (conflict)
    return {
      _id,
      _index: name,
      status: 409,
      error: { type: 'version_conflict_engine_exception', reason: 'newer' },
    };
  const seqNo = index.seqNo++;
  index.documents.set(_id, { version: version ?? (there?.version ?? 0) + 1, seqNo, source });
  return { _id, _index: name, status: there ? 200 : 201, _seq_no: seqNo, _primary_term: 1 };
}

function failed(type: string, status: number): Error {
  const meta = { name: '', context: null, request: {}, connection: null, attempts: 0, aborted: false };
  return new errors.ResponseError({
    body: { error: { type } },
    statusCode: status,
    headers: {},
    warnings: null,
    meta,
  } as never);
}

type Ask = <T>(work: (parts?: number) => T, parts?: number) => Promise<T>;

/** As much of the driver as the stores of articles use. */
function clientOf(state: IndexState, ask: Ask): Client {
  const indices = {
    existsAlias: ({ name }: { name: string }) => ask(() => state.named(name) !== undefined),
    create: ({ index, aliases }: { index: string; aliases: object }) =>
      ask(() => state.create(index, Object.keys(aliases))),
    getAlias: () => ask(() => ({})),
    refresh: ({ index }: { index: string[] }) =>
      ask(() => {
        for (const each of index) state.refresh(each);
      }),
  };
  const client = {
    indices,
    get: ({ index, id }: { index: string; id: string }) => ask(() => state.get(index, id)),
    bulk: ({ index, operations }: { index: string; operations: object[] }) => {
      const sent = copyOf(operations);
      return ask(
        (parts) => ({ items: state.bulk(index, sent, parts === undefined ? undefined : 2 * parts) }),
        sent.length / 2,
      );
    },
  };
  return client as unknown as Client;
}

/** The engine as one process reaches it. */
export function engineOf(state: IndexState, process: Process, settings: object): Engine {
  const { machine } = process;
  const lost = () => new errors.ConnectionError('no answer');
  const ask: Ask = (work, parts = 1) =>
    machine.world.ask({ machine, of: 'index', work, parts, patienceMs: REQUEST_MS, lost });
  class SimulatedEngine extends Engine {
    protected override connect(): Client {
      return clientOf(state, ask);
    }

    override ask<T>(name: string, work: (client: Client) => Promise<T>): Promise<T> {
      return process.step(name, () => super.ask(name, work));
    }
  }
  const engine = new SimulatedEngine(settings as never, process.runtime);
  process.runtime.dependsOn('elasticsearch', 'required', () => ask(() => undefined));
  return engine;
}
