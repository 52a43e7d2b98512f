/** Where something stands in a text, counted from 1. */
export interface Spot {
  line: number;
  column: number;
}

const SPACE = /[ \t\n\r]*/y;
/**
 * Letters from the space on, but for quotes and backslashes. Written so that each letter can be read in one way only:
 * a text without an end would otherwise be tried in all ways.
 */
const TEXT = /"[ !#-[\]-\u{10ffff}]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\u{10ffff}]*)*"/uy;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y;

/** Where each value of a JSON text stands, or where the text stops being JSON. */
export class JsonPlaces {
  /** The first place that is not JSON. */
  readonly fault: Spot | undefined;
  private readonly places = new Map<string, number>();
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
    this.fault = this.reads() ? undefined : this.spot(this.at);
  }

  /** The value at a JSON Pointer; of one that is not there, what it would be in. */
  find(pointer: string): Spot {
    for (let path = pointer; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
      const at = this.places.get(path);
      if (at !== undefined) return this.spot(at);
    }
    return this.spot(this.places.get('') ?? 0);
  }

  private reads(): boolean {
    const whole = this.value('');
    this.take(SPACE);
    return whole && this.at === this.text.length;
  }

  private value(pointer: string): boolean {
    this.take(SPACE);
    this.places.set(pointer, this.at);
    switch (this.text[this.at]) {
      case '{':
        return this.list('}', (_, name) => name !== undefined && this.value(`${pointer}/${name}`), true);
      case '[':
        return this.list(']', (index) => this.value(`${pointer}/${index}`), false);
      case '"':
        return this.take(TEXT) !== undefined;
      default:
        return this.take(SCALAR) !== undefined;
    }
  }

  private list(
    end: string,
    item: (index: number, name: string | undefined) => boolean,
    named: boolean,
  ): boolean {
    this.at++;
    if (this.sees(end)) return true;
    for (let index = 0; ; index++) {
      if (!item(index, named ? this.name() : undefined)) return false;
      if (this.sees(end)) return true;
      if (!this.sees(',')) return false;
    }
  }

  /** The name of a member as it stands in a pointer. */
  private name(): string | undefined {
    this.take(SPACE);
    const text = this.take(TEXT);
    if (text === undefined || !this.sees(':')) return undefined;
    return (JSON.parse(text) as string).replaceAll('~', '~0').replaceAll('/', '~1');
  }

  private sees(letter: string): boolean {
    this.take(SPACE);
    if (this.text[this.at] !== letter) return false;
    this.at++;
    return true;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private spot(at: number): Spot {
    const before = this.text.slice(0, at).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
}
