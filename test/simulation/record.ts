// What MongoDB does with documents, as far as content asks it to: pure, over plain data.

export type Doc = Record<string, unknown>;
export type Filter = Record<string, unknown>;

/** Whether a document is one that a filter means. */
export function matches(doc: Doc, filter: Filter): boolean {
  return Object.entries(filter).every(([path, wanted]) =>
    path === '$or' ? (wanted as Filter[]).some((each) => matches(doc, each)) : meets(at(doc, path), wanted),
  );
}

export function at(doc: Doc, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isPlain(value) ? value[name] : undefined), doc);
}

function meets(value: unknown, wanted: unknown): boolean {
  if (isPlain(wanted) && Object.keys(wanted).some((name) => name.startsWith('$'))) {
    return Object.entries(wanted).every(([operator, operand]) => satisfies(value, operator, operand));
  }
  return equal(value, wanted) || (Array.isArray(value) && value.some((each) => equal(each, wanted)));
}

function satisfies(value: unknown, operator: string, operand: unknown): boolean {
  const compared = (holds: (order: number) => boolean) => {
    const [a, b] = [orderOf(value), orderOf(operand)];
    return a !== undefined && b !== undefined && typeof a === typeof b && holds(a < b ? -1 : a > b ? 1 : 0);
  };
  switch (operator) {
    case '$in':
      return (operand as unknown[]).some((each) => meets(value, each));
    case '$nin':
      return !(operand as unknown[]).some((each) => meets(value, each));
    case '$ne':
      return !meets(value, operand);
    case '$exists':
      return (value !== undefined) === operand;
    case '$lt':
      return compared((order) => order < 0);
    case '$lte':
      return compared((order) => order <= 0);
    case '$gt':
      return compared((order) => order > 0);
    case '$gte':
      return compared((order) => order >= 0);
    default:
      throw new Error(`the record of the simulation knows no ${operator}`);
  }
}

/** Numbers, dates and texts have an order, each kind among itself. */
export function orderOf(value: unknown): number | string | undefined {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}

function isPlain(value: unknown): value is Doc {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function equal(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((each, index) => equal(each, b[index]));
  return a === b || (a === undefined && b === null);
}

/** Changes a document; `fresh`: it was made by this change. */
export function change(doc: Doc, update: Record<string, Doc>, fresh: boolean): void {
  for (const [operator, fields] of Object.entries(update)) {
    for (const [name, value] of Object.entries(fields)) apply(doc, { operator, name, value, fresh });
  }
}

interface Step {
  operator: string;
  name: string;
  value: unknown;
  fresh: boolean;
}

function apply(doc: Doc, { operator, name, value, fresh }: Step): void {
  const list = (doc[name] ?? []) as unknown[];
  switch (operator) {
    case '$set':
      doc[name] = value;
      return;
    case '$setOnInsert':
      if (fresh) doc[name] = value;
      return;
    case '$unset':
      delete doc[name];
      return;
    case '$inc':
      doc[name] = Number(doc[name] ?? 0) + Number(value);
      return;
    case '$addToSet': {
      const more = isPlain(value) ? (value['$each'] as unknown[]) : [value];
      doc[name] = [...list, ...more.filter((each) => !list.includes(each))];
      return;
    }
    case '$pull':
      if (doc[name] !== undefined) doc[name] = list.filter((each) => !meets(each, value));
      return;
    default:
      throw new Error(`the record of the simulation knows no ${operator}`);
  }
}
