import {
  type ArticleInput,
  canonical,
  type Fault,
  type Media,
  type Site,
  type Source,
  type VersionRule,
} from '#libs/contracts';
import { ProblemError } from '#libs/service';
import { clean, languageOf } from '#libs/text';
import { salvaged } from './formats/salvage.ts';
import { uriOf } from './formats/uri.ts';
import type { Note, WireItem } from './formats/wire.ts';
import { digest } from './idempotency.ts';

/** What is known of the items of a payload beside what they say. */
export interface Terms {
  site: Site;
  source?: Source | undefined;
  section?: string | undefined;
  language?: string | undefined;
  /** An item of which anything was dropped, guessed or off its schema is refused. */
  strict: boolean;
}

/** An item as it is said to the gate, or why it is not. */
export interface Readied {
  pointer: string;
  notes: Note[];
  /** A CloudEvent. */
  event: { id: string; data: WireItem['data'] };
  refusal?: ProblemError;
}

type Data = WireItem['data'];

const ID_LETTERS = 16;
const MOST_URI_IN_ID = 150;
/** Of one item in an answer. */
const MOST_NOTES = 100;

/**
 * Makes events of what an adapter has read: whatever the items of one source must have alike is decided here,
 * the same for all formats. The same item of the same source is the same event for ever.
 */
export function readied(items: readonly WireItem[], terms: Terms): Readied[] {
  const rule = terms.source?.version ?? ruleFor(items);
  return items.map((item) => {
    const told: Note[] = [];
    const note = (code: Note['code'], message: string): void => {
      told.push({ pointer: item.pointer, code, message });
    };
    const placed = addressed(item.data, terms.source?.uriPrefix);
    const { data, fault } = versioned({ ...item, data: placed }, rule, terms.source ? undefined : note);
    const fit =
      item.type === 'article.withdrawn'
        ? { data: withdrawal(data), notes: [] }
        : salvaged({ ...item, data: completed({ ...item, data }, terms, note) });
    const notes = [...item.notes, ...told, ...fit.notes].slice(0, MOST_NOTES);
    const event = eventOf({ ...item, data: fit.data }, terms.source?.name);
    const refusal = fault ? refused([fault]) : terms.strict && notes.length > 0 ? refused(notes) : undefined;
    return { pointer: item.pointer, notes, event, ...(refusal ? { refusal } : {}) };
  });
}

/** Where nobody has said it: one rule for all items of a payload, so that those of one article go together. */
function ruleFor(items: readonly WireItem[]): VersionRule {
  const counted = ({ type, data }: WireItem): boolean =>
    type === 'article.withdrawn' || data.version !== undefined;
  return items.every(counted) ? 'integer' : 'versionCreated';
}

type Noting = (code: Note['code'], message: string) => void;

/** The item with its version; `note` where the rule is a guess. */
function versioned(
  { type, data, versionCreated, pointer }: WireItem,
  rule: VersionRule,
  note?: Noting,
): { data: Data; fault?: Fault } {
  const { version, ...rest } = data;
  if (rule === 'integer') {
    if (version !== undefined || type === 'article.withdrawn') return { data };
    return {
      data,
      fault: { pointer, code: 'required', message: 'has no integer version, by which its source counts' },
    };
  }
  const at = Date.parse(versionCreated ?? data.contentCreated ?? '');
  if (Number.isInteger(at) && at > 0) {
    note?.('guessed', 'the time of the version, in milliseconds, is taken as its number');
    return { data: { ...rest, version: at } };
  }
  // "Now, whatever the version."
  if (type === 'article.withdrawn') return { data: rest };
  if (!note)
    return { data, fault: { pointer, code: 'required', message: 'has no time, by which its source counts' } };
  note('guessed', `has neither version nor time and is taken for version ${version ?? 1}`);
  return { data: { ...rest, version: version ?? 1 } };
}

/** All that a takedown says; of the text that came with it nothing goes on. */
function withdrawal({ uri, version, reason = 'withdrawn by its sender', notice }: Data): Data {
  return {
    ...(uri === undefined ? {} : { uri }),
    ...(version === undefined ? {} : { version }),
    reason: reason.slice(0, 1_000),
    ...(notice ? { notice } : {}),
  };
}

/** All uris of a source begin alike, those that it names of others of its own as well. */
function addressed(data: Data, prefix: string | undefined): Data {
  if (prefix === undefined) return data;
  const under = (uri: string): string => (uri.startsWith(prefix) ? uri : (uriOf(prefix + uri) ?? uri));
  const { uri, translationOf, related } = data;
  return {
    ...data,
    ...(uri === undefined ? {} : { uri: under(uri) }),
    ...(translationOf === undefined ? {} : { translationOf: under(translationOf) }),
    ...(related === undefined ? {} : { related: related.map(under) }),
  };
}

/** What the item lacks, from its source, from whoever brings it, or from its words. */
function completed(item: WireItem, terms: Terms, note: Noting): Data {
  const { data } = item;
  const { credit, ...rights } = terms.source?.rights ?? {};
  const section = data.section ?? sectionOf(item, terms) ?? terms.section ?? terms.source?.section;
  const language = data.language ?? terms.language ?? terms.source?.language ?? languageIn(data, note);
  const whole = {
    ...definedIn(rights),
    ...data,
    ...(section === undefined ? {} : { section }),
    ...(language === undefined ? {} : { language }),
  };
  if (!data.lead) return whole;
  const { lead: _, ...rest } = whole;
  const lead = shown(data.lead, { ...whole, credit }, note);
  return lead ? { ...rest, lead } : rest;
}

/** By the map of the source, else the section of this paper that has the name of a subject. */
function sectionOf({ data, categories = [] }: WireItem, { site, source }: Terms): string | undefined {
  const topics = (data.tags ?? []).filter(({ type = 'topic' }) => type === 'topic').map(({ name }) => name);
  const said = [...categories, ...topics].map(folded);
  const mapped = Object.entries(source?.sections ?? {}).find(([name]) => said.includes(folded(name)))?.[1];
  if (mapped !== undefined) return mapped;
  const called = ({ slug, names }: Site['sections'][number]) => [slug, names.en, names.ko].map(folded);
  return site.sections.find((section) => called(section).some((name) => said.includes(name)))?.slug;
}

const folded = (text: string): string => clean(text).toLowerCase();

function languageIn({ headline = '', body }: Data, note: Noting): string | undefined {
  const language = languageOf(
    `${headline} ${typeof body === 'string' ? body.replaceAll(/<[^<>]*>/g, ' ') : ''}`,
  );
  if (language === 'und') return undefined;
  note('guessed', `names no language; its letters look like ${language}`);
  return language;
}

/** A lead picture with what must be said beside it; nothing of one that nobody can be named for. */
function shown(
  lead: Media,
  { headline, copyrightHolder, credit: usual }: Partial<ArticleInput> & { credit: string | undefined },
  note: Noting,
): Media | undefined {
  const credit = lead.credit ?? usual ?? copyrightHolder;
  if (credit === undefined) {
    note('dropped', 'the picture: nobody is named for it, and the source has no credit in the settings');
    return undefined;
  }
  if (lead.credit === undefined && usual === undefined)
    note('guessed', 'the holder of the rights as credit of the picture');
  const alt = lead.alt ?? lead.caption?.slice(0, 1_000) ?? headline;
  if (lead.alt === undefined && lead.caption === undefined)
    note('guessed', 'the headline as words for the picture');
  return { ...lead, credit: credit.slice(0, 300), ...(alt === undefined ? {} : { alt }) };
}

function eventOf({ type, data }: WireItem, source: string | undefined): Readied['event'] & object {
  const { uri = '', version } = data;
  const from = source === undefined ? '/import' : `/import/${source}`;
  const print = digest(canonical([from, type, data]), ID_LETTERS);
  const id = `${uri.slice(0, MOST_URI_IN_ID)}#${version ?? 'now'}#${print}`;
  return {
    specversion: '1.0',
    id,
    source: from,
    type,
    ...(uri === '' ? {} : { subject: uri }),
    data,
  } as Readied['event'];
}

function refused(errors: Fault[]): ProblemError {
  return new ProblemError('invalid_event', { errors });
}

function definedIn(rights: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rights).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
