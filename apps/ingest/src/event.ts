import {
  type ArticleInput,
  Envelope,
  type Fault,
  internalTypes,
  type NewsroomType,
  newsroomTypes,
  reservedUris,
  type Site,
  type WithdrawalInput,
} from '#libs/contracts';
import { faultsOf, ProblemError } from '#libs/service';
import { articlePath, publicId } from '#libs/text';
import { isEditorialType, normaliseEditorial } from './editorial.ts';
import type { Inscriptions } from './inscription/unsaid.ts';
import { normalise, normaliseWithdrawal } from './normalise.ts';

/** An event that may be appended to the intake log. */
export interface Acceptable {
  id: string;
  source: string;
  type: NewsroomType;
  uri: string;
  version?: number;
  /** Normalised. */
  data: unknown;
  expectedVersion?: number;
  /** CloudEvents attributes that are not ours; kept as they came. */
  extensions: Record<string, string>;
  /** Where the article will be, if it is an article. */
  url?: string;
  warnings: Fault[];
}

export interface Terms {
  site: Site;
  mode: 'live' | 'test';
  /** RFC 3339. */
  acceptedAt: string;
  /** Unknown members of `data` are errors instead of warnings. */
  strict: boolean;
  /** What is written in the pictures that it says too little of. */
  inscriptions?: Inscriptions;
}

/** Nobody reads more, and an answer should not be longer than its question. */
const MOST_FAULTS = 100;
const context = [
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'datacontenttype',
  'dataschema',
  'data',
];

/** Judges one CloudEvent; throws `invalid_event` with a pointer for every fault. Nothing is repaired. */
export function judge(value: unknown, terms: Terms): Acceptable {
  const envelope = Envelope.safeParse(value);
  if (!envelope.success) throw invalid(faultsOf(envelope.error.issues));
  const { id, source, type, subject, data } = envelope.data;
  const { extensions, faults } = extensionsOf(envelope.data);
  if (faults.length > 0) throw invalid(faults);
  if (!isNewsroomType(type)) throw invalid([typeFault(type)]);
  // Read once, by the schema of its type; the casts below say which one that was.
  const parsed = newsroomTypes[type].safeParse(data);
  if (!parsed.success) throw invalid(faultsOf(parsed.error.issues, '/data'));
  const editorial = isEditorialType(type) ? normaliseEditorial(type, parsed.data) : undefined;
  if (editorial && editorial.errors.length > 0) throw invalid(editorial.errors);
  const { uri, version } = editorial ?? (parsed.data as ArticleInput | WithdrawalInput);
  const misfits = subjectFaults({ subject, uri, ofArticle: !editorial });
  if (misfits.length > 0) throw invalid(misfits);
  const { expectedversion, ...kept } = extensions;
  const common = {
    id,
    source,
    uri,
    extensions: kept,
    ...(expectedversion === undefined ? {} : { expectedVersion: Number(expectedversion) }),
    ...(version === undefined ? {} : { version }),
  };
  const unknown = unknownMembers(data, parsed.data);
  if (terms.strict && unknown.length > 0) throw invalid(unknown);
  if (editorial) return { ...common, type, data: editorial.data, warnings: unknown };
  if (type === 'article.withdrawn') {
    const { withdrawal, errors } = normaliseWithdrawal(parsed.data as WithdrawalInput);
    if (errors.length > 0) throw invalid(errors);
    return { ...common, type, data: withdrawal, warnings: unknown };
  }
  const { article, errors, warnings } = normalise(parsed.data as ArticleInput, terms);
  if (errors.length > 0) throw invalid(errors);
  const url = articlePath({ ...article, id: publicId(uri), firstPublished: article.contentCreated });
  return { ...common, type, data: article, url, warnings: [...warnings, ...unknown].slice(0, MOST_FAULTS) };
}

/** What an event says it is about must be what it is about; under some keys no article may lie. */
function subjectFaults({
  subject,
  uri,
  ofArticle,
}: {
  subject: string | undefined;
  uri: string;
  ofArticle: boolean;
}): Fault[] {
  if (ofArticle && reservedUris.includes(uri)) {
    return [
      { pointer: '/data/uri', code: 'reserved', message: 'is the key of something that is no article' },
    ];
  }
  if (subject === undefined || subject.normalize('NFC') === uri) return [];
  const message = ofArticle
    ? `is not data.uri, which is ${uri}`
    : `is not what data is about, which is ${uri}`;
  return [{ pointer: '/subject', code: 'mismatch', message }];
}

function invalid(errors: Fault[]): ProblemError {
  return new ProblemError('invalid_event', { errors: errors.slice(0, MOST_FAULTS) });
}

function isNewsroomType(type: string): type is NewsroomType {
  return Object.hasOwn(newsroomTypes, type);
}

function typeFault(type: string): Fault {
  const internal = (internalTypes as readonly string[]).includes(type);
  return {
    pointer: '/type',
    code: internal ? 'internal_type' : 'unknown_type',
    message: internal ? 'is written by Sosik itself only' : 'is not a type that is read here',
    allowed: Object.keys(newsroomTypes),
  };
}

/** CloudEvents 1.0.2 §3.1: names of lower-case letters and digits, values that are no objects. */
function extensionsOf(envelope: Envelope): { extensions: Record<string, string>; faults: Fault[] } {
  const others = Object.entries(envelope).filter(([name]) => !context.includes(name));
  const faults = others.flatMap(([name, value]): Fault[] => {
    const fault = (message: string) => faultsOf([{ path: [name], code: 'invalid_attribute', message }]);
    if (!/^[a-z0-9]{1,40}$/.test(name)) return fault('attribute names are lower-case letters and digits');
    if (!['string', 'number', 'boolean'].includes(typeof value) || String(value).length > 2_000) {
      return fault('must be a short text, a number or a truth value');
    }
    if (name === 'expectedversion' && !/^\d{1,15}$/.test(String(value))) {
      return fault('must be a version, or 0 for an article not public');
    }
    return [];
  });
  return { extensions: Object.fromEntries(others.map(([name, value]) => [name, String(value)])), faults };
}

/** Members that were sent but are not in what was read of them, at any depth. */
function unknownMembers(sent: unknown, read: unknown): Fault[] {
  const code = 'unknown_member';
  const message = 'is not known here and is not kept';
  const paths = unknownPaths(sent, read).slice(0, MOST_FAULTS);
  return faultsOf(
    paths.map((path) => ({ path, code, message })),
    '/data',
  );
}

function unknownPaths(sent: unknown, read: unknown): string[][] {
  if (!isObject(sent) || !isObject(read)) return [];
  return Object.entries(sent).flatMap(([name, member]) =>
    Object.hasOwn(read, name) ? unknownPaths(member, read[name]).map((path) => [name, ...path]) : [[name]],
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
