import type { Fault } from '#libs/contracts';
import { faultsOf, ProblemError } from '#libs/service';
import { signedOf } from './webhook.ts';

/** What is looked at of a request to see how an event came. */
export interface Head {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Names and values in turns, as they came. */
  rawHeaders: readonly string[];
}

/** How an event came, by its content type (CloudEvents HTTP binding 1.0.2). */
export type Mode = 'structured' | 'batch' | 'binary';

/** Of one event, as it comes. */
export const EVENT_BYTES = 2 ** 20;
const PREFIX = 'ce-';
const modes: Readonly<Record<string, Mode>> = {
  'application/cloudevents+json': 'structured',
  'application/cloudevents-batch+json': 'batch',
};

/** Throws `unsupported_media_type` when the content type names no mode, or bytes that are not UTF-8. */
export function modeOf({ headers }: Head): Mode {
  const contentType = String(headers['content-type'] ?? '');
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new ProblemError('unsupported_media_type', { detail: 'JSON is read as UTF-8 only' });
  }
  const mode = modes[mediaType(contentType)];
  if (mode) return mode;
  // Senders of signed messages can rarely choose their content type.
  if (mediaType(contentType) === 'application/json' && signedOf(headers)) return 'structured';
  if (Object.keys(headers).some((name) => name.startsWith(PREFIX))) return 'binary';
  throw new ProblemError('unsupported_media_type', {
    detail: 'send application/cloudevents+json, application/cloudevents-batch+json, or JSON with ce- headers',
  });
}

/** The event of a request in binary mode, as it would be in structured mode. */
export function fromHeaders({ headers, rawHeaders }: Head, data: unknown): object {
  const sent = Object.entries(headers).filter(([name]) => name.startsWith(PREFIX));
  const misplaced = sent.filter(([name]) => /^ce-(data|data_base64|datacontenttype)$/.test(name));
  const faults = [
    ...repeated(rawHeaders).map((name) => fault(name, 'repeated', 'stands there more than once')),
    ...misplaced.map(([name]) => fault(name, 'misplaced', 'data is the body, and Content-Type is its type')),
  ];
  if (faults.length > 0) throw new ProblemError('invalid_event', { errors: faults });
  const attributes = sent.map(([name, value]) => [name.slice(PREFIX.length), decoded(name, String(value))]);
  const datacontenttype = mediaType(String(headers['content-type'] ?? ''));
  return { ...Object.fromEntries(attributes), datacontenttype, data };
}

/** The header of that name, if it stands there once. Throws `invalid_parameter` when it is there more often. */
export function onlyHeader({ headers, rawHeaders }: Head, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  if (value === undefined) return undefined;
  const times = rawHeaders.filter((each, at) => at % 2 === 0 && each.toLowerCase() === name.toLowerCase());
  if (times.length === 1) return String(value);
  const errors = [fault(name, 'repeated', 'stands there more than once')];
  throw new ProblemError('invalid_parameter', { errors });
}

/**
 * An event in the JSON format, its attributes without those that are null, which means absent there. Refused:
 * binary data, since nothing that is said here is binary, and values that no attribute has.
 */
export function opened(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const given = Object.entries(value).filter(([name, member]) => name === 'data' || member !== null);
  const faults = given.flatMap(([name, member]) => attributeFaults(name, member));
  if (faults.length > 0) throw new ProblemError('invalid_event', { errors: faults });
  return Object.fromEntries(given);
}

/** One event, or one article, is larger than may be. */
export function tooLarge(): ProblemError {
  return new ProblemError('payload_too_large', { detail: 'an event has at most 1 MiB' });
}

function attributeFaults(name: string, value: unknown): Fault[] {
  const say = (code: string, message: string): Fault[] => faultsOf([{ path: [name], code, message }]);
  if (name === 'data') return [];
  if (name === 'data_base64') {
    return say('not_json', 'is for binary data: what is said here is JSON, and stands in data');
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    return say('invalid_attribute', 'must be an integer, if it is a number');
  }
  if (typeof value === 'string' && /[\p{Cc}\p{Noncharacter_Code_Point}]/u.test(value)) {
    return say('invalid_attribute', 'holds a control character');
  }
  return [];
}

/** Throws `unsupported_media_type` when the body of a request is not said to be JSON. */
export function demandJson({ headers }: Pick<Head, 'headers'>): void {
  if (/^application\/([\w.-]+\+)?json$/.test(mediaType(String(headers['content-type'] ?? '')))) return;
  throw new ProblemError('unsupported_media_type', { detail: 'send application/json' });
}

function mediaType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** Node joins what stands there twice with a comma, which would be read as one value. */
function repeated(rawHeaders: readonly string[]): string[] {
  const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
  const ours = names.filter((name) => name.startsWith(PREFIX));
  return [...new Set(ours.filter((name, at) => ours.indexOf(name) !== at))];
}

/**
 * Quotes around a header value and escapes within them are taken off, then it is percent-decoded exactly once,
 * as UTF-8; raw UTF-8 would arrive here as Latin-1.
 */
function decoded(name: string, value: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(value)?.[1];
  const plain = quoted === undefined ? value : quoted.replace(/\\(.)/g, '$1');
  try {
    if (/[^ -~]/.test(plain)) throw new URIError('not ASCII');
    return decodeURIComponent(plain);
  } catch {
    const errors = [fault(name, 'invalid_encoding', 'is not percent-encoded UTF-8')];
    throw new ProblemError('invalid_event', { errors });
  }
}

function fault(parameter: string, code: string, message: string): Fault {
  return { parameter, code, message };
}
