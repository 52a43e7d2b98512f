import { type ArticlePutQuery, canonical, type Fault, type Receipt } from '#libs/contracts';
import { ProblemError } from '#libs/service';
import { type Head, onlyHeader } from './envelope.ts';
import { digest, type Identity, nameOf, printOf } from './idempotency.ts';

/** What a plain request says, as an event, and what it is known by when it comes again. */
export interface Plain {
  event: { id: string; source: string; type: string; [attribute: string]: unknown };
  /** Absent: nothing but the request's own key tells that it is the same. */
  identity: Identity;
  /** The header that names what must be public, if one does. */
  condition?: Condition | undefined;
}

/** What the writer believes to be public. */
export interface Condition {
  header: 'If-Match' | 'If-None-Match';
  version: number;
}

interface Asking {
  uri: string;
  body: unknown;
  owner: string;
  /** A text that no other request has. */
  nonce: string;
  /** The request's own key. */
  idempotencyKey: string | undefined;
}

const ID_LETTERS = 27;
/** Where plain requests come from, for whoever looks at the log: the key that said it. */
const sourceOf = (owner: string): string => `/keys/${owner}`;

/** Reads `If-Match: "3"` or `If-None-Match: *`, which says that nothing is public; other forms are refused. */
export function conditionOf(head: Head): Condition | undefined {
  const match = onlyHeader(head, 'If-Match');
  const none = onlyHeader(head, 'If-None-Match');
  if (match !== undefined && none !== undefined) throw unreadable('If-None-Match', 'excludes If-Match');
  if (none !== undefined) {
    if (none.trim() !== '*') throw unreadable('If-None-Match', 'must be *');
    return { header: 'If-None-Match', version: 0 };
  }
  if (match === undefined) return undefined;
  const version = /^\s*"(\d{1,15})"\s*$/.exec(match)?.[1];
  if (version === undefined) throw unreadable('If-Match', 'must be one version in quotes, such as "3"');
  return { header: 'If-Match', version: Number(version) };
}

/**
 * A whole article as an event. The same state of the same article is the same event, whoever sends it again. With
 * a condition each attempt that is not a repetition is an event of its own: what failed once may succeed later.
 */
export function putOf(asking: Asking, query: Pick<ArticlePutQuery, 'type'>, condition?: Condition): Plain {
  const { uri, owner, nonce, idempotencyKey } = asking;
  const data = dataOf(asking);
  const later = typeof data['version'] === 'number' && data['version'] > 1;
  const said = {
    type: `article.${query.type ?? (later ? 'updated' : 'published')}`,
    ...(condition ? { expectedversion: condition.version } : {}),
    data,
  };
  const content = digest(canonical(said), ID_LETTERS);
  const id = condition ? `put:${content}:${nonce}` : `put:${content}`;
  const own = idempotencyKey === undefined ? [nameOf(owner, 'put', uri, content)] : [];
  return {
    event: { specversion: '1.0', id, source: sourceOf(owner), ...said },
    identity: { names: own, print: printOf(said) },
    condition,
  };
}

/** A withdrawal as an event: each is one of its own, unless the request has a key. */
export function withdrawalOf(asking: Asking): Plain {
  const { owner, nonce, idempotencyKey } = asking;
  const said = { type: 'article.withdrawn', data: dataOf(asking) };
  const id = `withdraw:${idempotencyKey === undefined ? nonce : digest(idempotencyKey, ID_LETTERS)}`;
  return {
    event: { specversion: '1.0', id, source: sourceOf(owner), ...said },
    identity: { names: [], print: printOf(said) },
  };
}

/** Faults of the event as faults of the body that was sent: it is what the event has as its data. */
export function inBody<T extends Pick<Fault, 'pointer'>>(faults: readonly T[]): T[] {
  return faults.map((fault) =>
    fault.pointer === undefined ? fault : { ...fault, pointer: fault.pointer.replace(/^\/data(?=\/|$)/, '') },
  );
}

/** The error with its faults told of the body that was sent. */
export function ofBody(error: unknown): unknown {
  if (!(error instanceof ProblemError) || !error.details.errors) return error;
  return new ProblemError(error.code, { ...error.details, errors: inBody(error.details.errors) });
}

/** The same of an answer's warnings. */
export function told<T extends Pick<Receipt, 'warnings'>>(answer: T): T {
  return answer.warnings ? { ...answer, warnings: inBody(answer.warnings) } : answer;
}

/** 412: what the writer believed to be public is not. */
export function conflict(reason: string, { header }: Condition, current: number | undefined): ProblemError {
  const known = current === undefined ? {} : { headers: { etag: etagOf(current) } };
  const allowed = current === undefined ? {} : { allowed: [current] };
  return new ProblemError('conflict_version', {
    detail: reason,
    errors: [{ parameter: header, code: 'conflict_version', message: reason, ...allowed }],
    ...known,
  });
}

/** An entity tag is the version that is public. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

function dataOf({ uri, body }: Asking): Record<string, unknown> {
  const fault = (pointer: string, code: string, message: string) =>
    new ProblemError('invalid_event', { errors: [{ pointer, code, message }] });
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw fault('', 'invalid_type', 'must be a JSON object');
  }
  if ('uri' in body && body.uri !== uri)
    throw fault('/uri', 'mismatch', `is not that of the address, ${uri}`);
  return { ...body, uri };
}

function unreadable(parameter: string, message: string): ProblemError {
  return new ProblemError('invalid_parameter', {
    errors: [{ parameter, code: 'invalid_condition', message }],
  });
}
