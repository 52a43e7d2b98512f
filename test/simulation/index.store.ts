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
  /** No other index ever has it. */
  uuid: string;
  /** What was noted at its making. */
  meta: Source;
  seqNo: number;
}

interface Made {
  index: string;
  aliases?: object;
  mappings?: { _meta?: Source };
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
interface Named {
  index: string;
  alias: string;
}
type AliasAction = { add: Named } | { remove: Named & { must_exist?: boolean } };

export class IndexState {
  private readonly indices = new Map<string, Index>();
  private made = 0;

  /** Somebody removes all that is there. */
  wipe(): void {
    this.indices.clear();
  }

  create({ index: name, aliases = {}, mappings }: Made): void {
    if (this.indices.has(name)) throw failed('resource_already_exists_exception', 400);
    const kept = { documents: new Map(), shown: new Map(), aliases: new Set(Object.keys(aliases)) };
    const meta = copyOf(mappings?._meta ?? {});
    this.indices.set(name, { ...kept, uuid: `made-${this.made++}`, meta, seqNo: 0 });
  }

  /** Each index that has one of these names, with those of them that it has; names that none has are told. */
  aliasesOf(names: readonly string[]): object {
    const found = [...this.indices].map(([name, { aliases }]) => {
      const own = names.filter((each) => aliases.has(each));
      return [name, { aliases: Object.fromEntries(own.map((each) => [each, {}])) }, own.length] as const;
    });
    const missing = names.filter(
      (each) => ![...this.indices.values()].some(({ aliases }) => aliases.has(each)),
    );
    const told = missing.length === 0 ? {} : { error: `alias [${missing}] missing`, status: 404 };
    return { ...Object.fromEntries(found.filter(([, , count]) => count > 0)), ...told };
  }

  /** All of them, or none where one can't be done. */
  updateAliases(actions: readonly AliasAction[]): void {
    const changed = new Map<Index, Set<string>>();
    for (const action of actions) {
      const { index: name, alias } = 'add' in action ? action.add : action.remove;
      const { index } = this.must(name);
      const aliases = changed.get(index) ?? new Set(index.aliases);
      changed.set(index, aliases);
      if ('add' in action) aliases.add(alias);
      else if (!aliases.delete(alias) && action.remove.must_exist)
        throw failed('aliases_not_found_exception', 404);
    }
    for (const [index, aliases] of changed) index.aliases = aliases;
  }

  describe(alias: string): object {
    const { name, index } = this.must(alias);
    const { uuid, meta: _meta, aliases } = index;
    const named = Object.fromEntries([...aliases].map((each) => [each, {}]));
    return { [name]: { aliases: named, settings: { index: { uuid } }, mappings: { _meta } } };
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

  /** Each document by itself: where there is no index, each says so. */
  getMany(alias: string, ids: readonly string[]): object {
    const docs = ids.map((_id) => {
      if (this.named(alias)) return this.get(alias, _id);
      return { _index: alias, _id, error: { type: 'index_not_found_exception', reason: 'no such index' } };
    });
    return { docs };
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

  refresh(alias: string, unavailable: 'ignored' | 'told' = 'told'): void {
    const found = unavailable === 'ignored' ? this.named(alias) : this.must(alias);
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
    create: (made: Made) => ask(() => state.create(made)),
    get: ({ index }: { index: string }) => ask(() => state.describe(index)),
    getAlias: ({ name }: { name: string | string[] }) => ask(() => state.aliasesOf([name].flat())),
    updateAliases: ({ actions }: { actions: AliasAction[] }) => ask(() => state.updateAliases(actions)),
    refresh: ({
      index,
      ignore_unavailable = false,
    }: {
      index: string | string[];
      ignore_unavailable?: boolean;
    }) =>
      ask(() => {
        for (const each of [index].flat()) state.refresh(each, ignore_unavailable ? 'ignored' : 'told');
      }),
  };
  const client = {
    indices,
    get: ({ index, id }: { index: string; id: string }) => ask(() => state.get(index, id)),
    mget: ({ index, ids }: { index: string; ids: string[] }) => ask(() => state.getMany(index, ids)),
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

    /** Past the guard of those that wait for an answer, which goes by the time of the machine. */
    override ask<T>(name: string, work: (client: Client) => Promise<T>): Promise<T> {
      return process.step(name, () => this.once(name, work));
    }
  }
  const engine = new SimulatedEngine(settings as never, process.runtime);
  process.runtime.dependsOn('elasticsearch', 'required', () => ask(() => undefined));
  return engine;
}
