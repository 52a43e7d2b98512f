import type { ArticleInput, Fault, WireFormat, WithdrawalInput } from '#libs/contracts';

/** What one item of a payload says, in the words of the gate: `data` still lacks what its source must give. */
export interface WireItem {
  type: 'article.published' | 'article.updated' | 'article.corrected' | 'article.withdrawn';
  /** Pointer to the item in the payload: `/items/0`, `/newsMessage/itemSet/newsItem[2]`. */
  pointer: string;
  data: Partial<ArticleInput> & Partial<WithdrawalInput>;
  /** What was dropped or guessed of it, with pointers into the payload; with `strict` they refuse it. */
  notes: Note[];
  /** When this version was made, RFC 3339, where the payload says it: the source's rule may make the number of it. */
  versionCreated?: string;
  /** Under what the wire files it, in its own words, codes and uris: the source's map makes a section of them. */
  categories?: readonly string[];
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
