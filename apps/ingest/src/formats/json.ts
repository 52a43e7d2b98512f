import { NotJson, readJson } from '#libs/contracts';
import { Unreadable } from './wire.ts';

/** What JSON of others holds, asked for without trust: each question has an answer, whatever is there. */

/** More commas than any file of news has; what is between them would be a tree of a hundred times its size. */
const MOST_COMMAS = 1_000_000;

/** The bytes as a value; throws `Unreadable`. Depth, halves of letters and other encodings are refused by the reader. */
export function jsonOf(bytes: Buffer): unknown {
  let commas = 0;
  for (let at = bytes.indexOf(0x2c); at >= 0; at = bytes.indexOf(0x2c, at + 1)) {
    if (++commas > MOST_COMMAS) throw unreadable('', 'holds too many members');
  }
  try {
    return readJson(bytes);
  } catch (error) {
    if (error instanceof NotJson) throw unreadable(error.pointer, error.message);
    throw error;
  }
}

export function unreadable(pointer: string, message: string): Unreadable {
  return new Unreadable({ pointer, code: 'unreadable', message });
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON Pointer to a member, or an entry. */
export function below(pointer: string, name: string | number): string {
  return `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** An object whose members are asked for by any of their names, in any case. */
export class Members {
  private readonly named = new Map<string, { name: string; value: unknown }>();

  constructor(
    readonly value: Readonly<Record<string, unknown>>,
    readonly pointer: string,
  ) {
    for (const [name, member] of Object.entries(value)) {
      if (member !== null) this.named.set(name.toLowerCase(), { name, value: member });
    }
  }

  has(...names: string[]): boolean {
    return this.find(names) !== undefined;
  }

  /** Where the first of these stands. */
  at(...names: string[]): string {
    const found = this.find(names);
    return found ? below(this.pointer, found.name) : this.pointer;
  }

  /** A text or number; of a list its first entry; nothing where it is blank. */
  text(...names: string[]): string | undefined {
    const value = this.find(names)?.value;
    return textIn(Array.isArray(value) ? value[0] : value);
  }

  /** Each of a list, or the one that stands where a list is due. */
  list(...names: string[]): { value: unknown; pointer: string }[] {
    const found = this.find(names);
    if (!found) return [];
    const pointer = below(this.pointer, found.name);
    if (!Array.isArray(found.value)) return [{ value: found.value, pointer }];
    return found.value.map((value: unknown, index) => ({ value, pointer: below(pointer, index) }));
  }

  /** Those of a list that are objects. */
  objects(...names: string[]): Members[] {
    return this.list(...names).flatMap(({ value, pointer }) =>
      isObject(value) ? [new Members(value, pointer)] : [],
    );
  }

  /** The same where a map by name may stand as well: its keys are their names. */
  entries(...names: string[]): { name: string; members: Members }[] {
    const found = this.find(names);
    if (!found) return [];
    const inside = isObject(found.value) && Object.values(found.value).every(isObject);
    if (!inside) {
      return this.objects(...names).map((members) => ({ name: members.text('name') ?? '', members }));
    }
    const pointer = below(this.pointer, found.name);
    return Object.entries(found.value as Record<string, Record<string, unknown>>).map(([name, value]) => ({
      name,
      members: new Members(value, below(pointer, name)),
    }));
  }

  private find(names: readonly string[]): { name: string; value: unknown } | undefined {
    for (const name of names) {
      const found = this.named.get(name.toLowerCase());
      if (found) return found;
    }
    return undefined;
  }
}

function textIn(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
