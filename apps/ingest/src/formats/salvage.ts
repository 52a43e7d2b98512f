import { ArticleInput } from '#libs/contracts';
import { excerpt } from '#libs/text';
import type { Note, WireItem } from './wire.ts';

type Data = WireItem['data'];
type Issue = NonNullable<ReturnType<typeof ArticleInput.safeParse>['error']>['issues'][number];

/** Without these an article is none, so they are never left out: the gate says what is wrong with them. */
const needed = ['uri', 'version', 'language', 'headline', 'section', 'body'];
/** What is cut may show what lies behind it: a list that is cut, the entries that are too long. */
const ROUNDS = 3;

/**
 * The item as the contract can take it: what is too long is cut, and what is not needed and not valid is left out,
 * so that an article does not fail for its dateline. Each is told at the pointer of the item.
 */
export function salvaged({ data, pointer }: Pick<WireItem, 'data' | 'pointer'>): {
  data: Data;
  notes: Note[];
} {
  const notes: Note[] = [];
  let fitting = data;
  for (let round = 0; round < ROUNDS; round++) {
    const { error } = ArticleInput.safeParse(fitting);
    const issues = (error?.issues ?? []).filter(({ path }) => mendable(path));
    if (issues.length === 0) break;
    fitting = structuredClone(fitting);
    // From behind, so that the places of what is left stay as they are.
    for (const issue of issues.toReversed()) notes.push({ ...mend(fitting, issue), pointer });
  }
  return { data: fitting, notes };
}

function mendable(path: readonly PropertyKey[]): boolean {
  const [field] = path;
  if (field === 'headline' || field === 'body') return true;
  return field !== undefined && !needed.includes(String(field));
}

function mend(data: Data, issue: Issue): Omit<Note, 'pointer'> {
  const path = issue.path.map(String);
  const name = path.join('.');
  const most = issue.code === 'too_big' ? Number(issue.maximum) : undefined;
  const value = at(data, path);
  if (most !== undefined && typeof value === 'string' && path[0] !== 'body') {
    put(data, path, excerpt(value, most));
    return { code: 'dropped', message: `${name} was cut to ${most} letters` };
  }
  if (most !== undefined && Array.isArray(value)) {
    put(data, path, value.slice(0, most));
    return { code: 'dropped', message: `of ${name} only the first ${most} are kept` };
  }
  if (path[0] !== 'headline' && path[0] !== 'body') leave(data, path);
  return { code: 'dropped', message: `${name} was left out: ${issue.message}` };
}

/** Takes away the smallest part that the rest can be without: an entry of a list, a member, or the field. */
function leave(data: Data, path: readonly string[]): void {
  const [field = '', second] = path;
  const value = at(data, [field]);
  if (second !== undefined && Array.isArray(value)) value.splice(Number(second), 1);
  else if (second !== undefined && field === 'lead' && second !== 'href')
    delete (value as Record<string, unknown>)[second];
  else delete (data as Record<string, unknown>)[field];
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inside, name) => (inside as Record<string, unknown> | undefined)?.[name],
    value,
  );
}

function put(data: Data, path: readonly string[], value: unknown): void {
  const holder = at(data, path.slice(0, -1)) as Record<string, unknown>;
  holder[path.at(-1) ?? ''] = value;
}
