import type { ArticleInput, Fault, WithdrawalInput } from '#libs/contracts';

/** The formats that are read, by the names of `?format=`. */
export const wireFormats = ['ninjs', 'newsml-g2', 'nitf', 'rss', 'atom', 'json-feed', 'html'] as const;
export type WireFormat = (typeof wireFormats)[number];

/** What one item of a payload says, in the words of the gate: `data` still lacks what its source must give. */
export interface WireItem {
  type: 'article.published' | 'article.updated' | 'article.corrected' | 'article.withdrawn';
  /** Pointer to the item in the payload: `/items/0`, `/newsMessage/itemSet/newsItem[2]`. */
  pointer: string;
  data: Partial<ArticleInput> & Partial<WithdrawalInput>;
  /** What was dropped or guessed of it, with pointers into the payload; with `strict` they refuse it. */
  notes: Note[];
  /** What the payload says of its version where that is no integer; the source's rule makes one of it. */
  versionCreated?: string;
}

export interface Note extends Fault {
  pointer: string;
  code: 'dropped' | 'guessed' | 'off_schema';
}

/** A payload that is no payload of its format; nothing of it can be used. */
export class Unreadable extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Reads one format: pure, bounded in time and memory by the payload's size, and never throws but `Unreadable`. */
export interface Adapter {
  format: WireFormat;
  read(bytes: Buffer, type: ContentType): WireItem[];
  /** What each of its fields becomes, for the reference. */
  fields: readonly FieldRule[];
}

/** The media type that a payload was sent with, lower case, and its charset if that was said. */
export interface ContentType {
  type: string;
  charset?: string;
}

export interface FieldRule {
  /** As it is called there: `headlines[role=main].value`, `contentMeta/headline`. */
  from: string;
  /** Field of the article, or nothing where it is dropped. */
  to?: keyof ArticleInput;
  /** In words where it is more than a copy. */
  how?: string;
}
