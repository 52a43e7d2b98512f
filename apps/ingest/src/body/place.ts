import type { Block, Span } from '#libs/contracts';
import type { Element } from './element.ts';
import { Run, wordsOf } from './run.ts';

export type TextBlock = 'p' | 'h2' | 'h3' | 'quote';

/** Where the words and blocks found inside an element go: into the body, a list, the cell of a table … */
export abstract class Place {
  readonly run = new Run();

  /** Ends the running text: the words on both sides do not run together. */
  end(kind: TextBlock): void {
    const spans = this.run.take();
    if (spans.length > 0) this.line(spans, kind);
  }

  /** Who said the quote that has just ended. */
  attribute(words: string): void {
    this.line([{ text: words }], 'p');
  }

  /** Another place for what is inside this element, if there is one. */
  divert(_element: Element): Place | undefined {
    return undefined;
  }

  abstract line(spans: Span[], kind: TextBlock): void;
  abstract block(block: Block): void;
}

export const MOST_CITE = 300;

/** The body itself. */
export class BodyPlace extends Place {
  readonly blocks: Block[] = [];

  override line(spans: Span[], kind: TextBlock): void {
    this.blocks.push({ type: kind, spans });
  }

  override block(block: Block): void {
    this.blocks.push(block);
  }

  override attribute(words: string): void {
    const last = this.blocks.at(-1);
    if (last?.type === 'quote' && last.cite === undefined && words.length <= MOST_CITE) last.cite = words;
    else super.attribute(words);
  }
}

/** A list; lists inside it give it their items, so that readers get them in order, one level deep. */
export class ListPlace extends Place {
  readonly items: Span[][] = [];
  /** What can't stand in a list follows it. */
  readonly after: Block[] = [];

  override line(spans: Span[], _kind: TextBlock): void {
    this.items.push(spans);
  }

  override block(block: Block): void {
    this.after.push(block);
  }
}

/** A box of facts. */
export class FactsPlace extends ListPlace {
  title: string | undefined;
  /** What stands between a term and the line that explains it, if one is waiting for that. */
  private joint: string | undefined;

  override line(spans: Span[], kind: TextBlock): void {
    const last = this.items.at(-1);
    const words = wordsOf(spans);
    const heads = kind === 'h2' || kind === 'h3';
    if (heads && this.title === undefined && !last && words.length <= MOST_CITE) this.title = words;
    else if (last && this.joint !== undefined) {
      last.push({ text: this.joint });
      for (const span of spans) last.push(span);
      this.joint = '\n';
    } else this.items.push(spans);
  }

  /** A term has ended: the lines that follow explain it. */
  explain(on: boolean): void {
    this.joint = on ? ' ' : undefined;
  }
}

/** A cell of a table: its lines become one run. */
export class CellPlace extends ListPlace {
  readonly spans: Span[] = [];

  override line(spans: Span[], _kind: TextBlock): void {
    if (this.spans.length > 0) this.spans.push({ text: '\n' });
    for (const span of spans) this.spans.push(span);
  }
}

/** One line of plain text: a caption, a credit, a title. Marks are lost, words are not. */
export class LinePlace extends Place {
  private readonly lines: string[] = [];
  constructor(private readonly outer: Place) {
    super();
  }

  override line(spans: Span[], _kind: TextBlock): void {
    this.lines.push(wordsOf(spans));
  }

  override block(block: Block): void {
    this.outer.block(block);
  }

  get words(): string {
    return this.lines.join(' ').replace(/\s+/g, ' ');
  }
}
