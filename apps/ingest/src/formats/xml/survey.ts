import { Unreadable } from '../wire.ts';

/**
 * What one payload may hold. No newsroom comes near: a message of a hundred articles has 50,000 elements, and
 * their markup is 20 deep. What is beyond was made to tire a reader.
 */
export const mostXml = {
  depth: 100,
  elements: 100_000,
  /** Of one element. */
  attributes: 100,
  name: 200,
  /** `&amp;`, `&#xAC00;`: a hundred Korean articles in ASCII have as many. */
  references: 500_000,
} as const;

export function unreadable(message: string): Unreadable {
  return new Unreadable({ code: 'unreadable', pointer: '', message: `the payload ${message}` });
}

/**
 * Looks over a text once, before anything is made of it, and refuses what holds more than it may: a parser that
 * is stopped on its way has worked for nothing until there. It knows where tags begin and end, and no more.
 */
export function survey(text: string): void {
  references(text);
  new Survey(text).run();
}

function references(text: string): void {
  let count = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1))
    if (++count > mostXml.references)
      throw unreadable(`has more than ${mostXml.references} character references`);
}

const [TAB, LINE, RETURN, SPACE, QUOTE, APOSTROPHE] = [9, 10, 13, 32, 34, 39];
const [SLASH, LESS, EQUALS, GREATER] = [47, 60, 61, 62];

function isWhite(code: number): boolean {
  return code === SPACE || code === LINE || code === TAB || code === RETURN;
}

class Survey {
  private at = 0;
  private depth = 0;
  private elements = 0;

  constructor(private readonly text: string) {}

  run(): void {
    const { text } = this;
    for (let from = text.indexOf('<'); from >= 0; from = text.indexOf('<', this.at)) {
      this.at = from + 1;
      const sign = text[this.at];
      if (sign === '!') this.declaration(from);
      else if (sign === '?') this.past('?>', 'an instruction');
      else if (sign === '/') this.close();
      else this.tag();
    }
  }

  private declaration(from: number): void {
    const { text } = this;
    if (text.startsWith('<!--', from)) this.past('-->', 'a comment', 3);
    else if (text.startsWith('<![CDATA[', from)) this.past(']]>', 'CDATA');
    else this.doctype();
  }

  /** Goes on behind a sign, which must come. */
  private past(sign: string, what: string, skipped = 0): void {
    const end = this.text.indexOf(sign, this.at + skipped);
    if (end < 0) throw unreadable(`is no XML: ${what} has no end`);
    this.at = end + sign.length;
  }

  /** One that names another document is passed over; one that declares entities was written to have them read. */
  private doctype(): void {
    const { text } = this;
    const sign = /["'[\]>]|<!--|<!ENTITY/g;
    sign.lastIndex = this.at;
    let inside = false;
    for (let found = sign.exec(text); found; found = sign.exec(text)) {
      const [mark] = found;
      this.at = sign.lastIndex;
      if (mark === '<!ENTITY') throw unreadable('declares entities, which are not read');
      if (mark === '>' && !inside) return;
      if (mark === '[' || mark === ']') inside = mark === '[';
      else if (mark === '<!--') this.past('-->', 'a comment');
      else if (mark !== '>') this.past(mark, 'a quotation');
      sign.lastIndex = this.at;
    }
    throw unreadable('is no XML: a document type has no end');
  }

  private close(): void {
    this.depth--;
    this.past('>', 'a tag');
  }

  private tag(): void {
    if (++this.elements > mostXml.elements) throw unreadable(`has more than ${mostXml.elements} elements`);
    if (++this.depth > mostXml.depth) throw unreadable(`is nested deeper than ${mostXml.depth} elements`);
    this.name();
    let attributes = 0;
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === GREATER) break;
      if (code === QUOTE || code === APOSTROPHE) {
        this.at++;
        this.past(code === QUOTE ? '"' : "'", 'a quotation');
      } else if (isWhite(code) || code === EQUALS) this.at++;
      else if (code === SLASH) {
        this.at++;
        if (this.text.charCodeAt(this.at) === GREATER) this.depth--;
      } else {
        if (++attributes > mostXml.attributes)
          throw unreadable(`has an element of over ${mostXml.attributes} attributes`);
        this.name();
      }
    }
    this.at++;
  }

  /** A name ends where something else begins. */
  private name(): void {
    const { text } = this;
    const from = this.at;
    for (; ; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === GREATER || code === SLASH || code === EQUALS || isWhite(code)) break;
      // Not a number behind the end of the text.
      if (!(code >= 0) || code === LESS) throw unreadable('is no XML: a tag has no end');
      if (this.at - from >= mostXml.name) throw unreadable(`has a name of over ${mostXml.name} letters`);
    }
    if (this.at === from) throw unreadable('is no XML: a tag has no name');
  }
}
