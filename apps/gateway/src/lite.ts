import { Parser } from 'htmlparser2';

/** What is no page for readers has no text-only mirror. */
const WITHOUT =
  /^\/(api|assets|docs|lite|media|past|preview)(\/|$)|\/[^/?]*\.(xml|atom|json|txt|webmanifest)(\?|$)/;

/** The address of the same page as text only: that of its edition, then `/lite`, then the page's own. */
export function litePath(path: string): string {
  const [, edition = '', rest = ''] = /^(\/ko(?=[/?#]|$))?(.*)$/s.exec(path) ?? [];
  return WITHOUT.test(rest) ? path : `${edition}/lite${rest.replace(/^\/(?=[?#]|$)/, '')}`;
}

/** The address of the page itself, if this is that of its mirror. */
export function wholePath(path: string): string | undefined {
  const [found, edition = '', rest = ''] = /^(\/ko)?\/lite(?=[/?#]|$)(.*)$/s.exec(path) ?? [];
  if (found === undefined) return undefined;
  const whole = edition + rest;
  return whole.startsWith('/') ? whole : `/${whole}`;
}

/** What only decorates, or does nothing without a script. */
const LEFT_OUT = new Set(['script', 'style', 'picture', 'fieldset', 'button']);
const VOID = new Set(['meta', 'link', 'img', 'source', 'br', 'hr', 'input', 'wbr', 'col']);

interface LiteWords {
  /** Address of the small style sheet. */
  sheet: string;
  /** Leads back to the whole page. */
  whole: string;
  /** Stands before what a picture shows. */
  picture: string;
}

/**
 * The text-only mirror of a page, made from the page itself: the same words and the same links, which stay in the
 * mirror, without pictures, script and fonts. Where an article has a picture, it says what that one shows.
 */
export function liteOf(html: string, words: LiteWords): string {
  const writer = new LiteWriter(words);
  // Characters stay as they are written, so that nothing can be read as markup which was none.
  const parser = new Parser(writer, { decodeEntities: false, recognizeSelfClosing: false });
  parser.end(html);
  return writer.html;
}

class LiteWriter {
  html = '';
  /** How deep in what is left out. */
  private depth = 0;
  private figures = 0;
  private back = false;

  constructor(private readonly words: LiteWords) {}

  onprocessinginstruction(_: string, data: string): void {
    this.html += `<${data}>`;
  }

  onopentag(name: string, attribs: Record<string, string>): void {
    if (name === 'figure') this.figures++;
    if (name === 'img' && this.figures > 0 && attribs['alt'])
      this.html += `<p class="meta">${this.words.picture}: ${attribs['alt']}</p>`;
    const submits = name === 'button' && attribs['type'] === 'submit';
    if (this.depth > 0 || (LEFT_OUT.has(name) && !submits)) this.depth += VOID.has(name) ? 0 : 1;
    else if (!isForTheWhole(name, attribs)) this.html += this.tag(name, attribs);
  }

  ontext(text: string): void {
    if (this.depth > 0) return;
    this.html += this.back ? this.words.whole : text;
  }

  onclosetag(name: string): void {
    if (VOID.has(name)) return;
    if (name === 'figure') this.figures--;
    if (this.depth > 0) {
      this.depth--;
      return;
    }
    if (name === 'a') this.back = false;
    if (name === 'head') this.html += `<link rel="stylesheet" href="${this.words.sheet}">`;
    this.html += `</${name}>`;
  }

  private tag(name: string, attribs: Record<string, string>): string {
    this.back = attribs['data-lite'] !== undefined;
    const written = Object.entries(attribs).map(([attribute, value]) => {
      const to = addressIn(name, attribute) ? this.led(value) : value;
      return ` ${attribute}="${to}"`;
    });
    return `<${name}${written.join('')}>`;
  }

  private led(to: string): string {
    if (this.back) return wholePath(to) ?? to;
    return to.startsWith('/') ? litePath(to) : to;
  }
}

function addressIn(name: string, attribute: string): boolean {
  return (name === 'a' && attribute === 'href') || (name === 'form' && attribute === 'action');
}

/** Of the head: sheets, fonts and icons of the whole page; where it is, and in which language else, holds for both. */
function isForTheWhole(name: string, { rel = '', hreflang }: Record<string, string>): boolean {
  if (name !== 'link') return false;
  return rel !== 'canonical' && !(rel === 'alternate' && hreflang !== undefined);
}
