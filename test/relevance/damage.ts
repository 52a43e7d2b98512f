import type { indexSettings } from '../../apps/search/src/mapping.ts';
import type { Request } from './asked.ts';

/** What the app asks the engine, and how its index is made, as plain values. */
type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/** A copy of a value in which `change` has replaced what it wants to; `path` is without the places in lists, but for functions. */
function walked(value: Plain, change: (value: Plain, path: string[]) => Plain, path: string[] = []): Plain {
  const inside = Array.isArray(value)
    ? value.map((each, at) =>
        walked(each, change, path.at(-1) === 'functions' ? [...path, `function ${at}`] : path),
      )
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value).map(([key, each]) => [key, walked(each, change, [...path, key])]),
        )
      : value;
  return change(inside, path);
}

const copy = <T>(value: T, change: (value: Plain, path: string[]) => Plain): T =>
  walked(structuredClone(value) as Plain, change) as T;

/** A field in a list of fields, and what it counts: `headline_en^2`. */
const FIELD = /^([a-z_.]+?)(?:\^([\d.]+))?$/;
const ASIDE = new Set(['query', 'function_score', 'bool', 'should', 'filter', 'functions']);

/** The name of a weight in a request: where it stands, or the field it belongs to. */
function weightOf(value: Plain, path: readonly string[]): [name: string, weight: number] | undefined {
  const last = path.at(-1) ?? '';
  const place = path.filter((key) => !ASIDE.has(key)).join('.');
  if (last === 'fields' && typeof value === 'string' && path.includes('should')) {
    const [, field = '', weight = '1'] = FIELD.exec(value) ?? [];
    return path.includes('filter') ? undefined : [field, Number(weight)];
  }
  if (!['boost', 'weight', 'tie_breaker'].includes(last) || typeof value !== 'number') return undefined;
  return value === 0 || path.includes('filter') ? undefined : [place, value];
}

/** The names of all weights that make the score of a request. */
export function weightsIn(request: Request): string[] {
  const names = new Set<string>();
  copy(request, (value, path) => {
    const weight = weightOf(value, path);
    if (weight) names.add(weight[0]);
    return value;
  });
  return [...names];
}

/** The request with the weights whose names match multiplied. */
export function scaled(request: Request, name: RegExp, factor: number): Request {
  return copy(request, (value, path) => {
    const weight = weightOf(value, path);
    if (!weight || !name.test(weight[0])) return value;
    return typeof value === 'string' ? `${weight[0]}^${weight[1] * factor}` : weight[1] * factor;
  });
}

/** The request without the clauses that ask the fields whose names match. */
export function without(request: Request, field: RegExp): Request {
  const asks = (clause: Plain): boolean =>
    ['match', 'match_phrase', 'term'].some((kind) => {
      const inside = (clause as Record<string, Plain>)[kind];
      return inside ? Object.keys(inside).some((name) => field.test(name)) : false;
    });
  return copy(request, (value, path) =>
    path.at(-1) === 'should' && Array.isArray(value) ? value.filter((clause) => !asks(clause)) : value,
  );
}

/** The request in which nothing holds up what is old: recency alone can bring a score down to nothing. */
export function withoutFloor(request: Request): Request {
  return copy(request, (value, path) =>
    path.at(-1) === 'functions' && Array.isArray(value)
      ? value.filter((each) => Object.keys(each as object).join() !== 'weight')
      : value,
  );
}

type Settings = ReturnType<typeof indexSettings>;

/** The settings without a filter of this name in any analyzer. */
export function withoutFilter(settings: Settings, name: string): Settings {
  return copy(settings, (value, path) =>
    path.at(-1) === 'filter' && path.includes('analyzer') && Array.isArray(value)
      ? value.filter((each) => each !== name)
      : value,
  );
}

/** The settings in which analyzers of these names cut text as the engine does without being told a language. */
export function withStandard(settings: Settings, names: RegExp): Settings {
  return copy(settings, (value, path) =>
    path.at(-2) === 'analyzer' && names.test(path.at(-1) ?? '') ? { type: 'standard' } : value,
  );
}
