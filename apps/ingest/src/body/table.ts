import type { Block } from '#libs/contracts';
import { type Element, isElement } from './element.ts';
import { CellPlace } from './place.ts';
import type { Inside, Walk } from './walk.ts';

type Cell = Extract<Block, { type: 'table' }>['rows'][number][number];

interface Row {
  head: boolean;
  cells: Element[];
}

/** A table as it stands in HTML, before its cells are read. */
interface Parts {
  rows: Row[];
  captions: Element[];
  /** What should not stand between rows and cells, such as words. */
  strays: (Element | string)[];
}

/** As many as the contract has: an attribute that asks for more of them gets no more. */
const MOST_COLUMNS = 50;
const MOST_ROWS = 500;
const MOST_CAPTION = 500;

/**
 * Rows of cells. A table in a cell is only its words; one of a single column was made to place things on a page,
 * and is read as if it were not there. Merged cells keep their words in the first of their places, the others
 * are free.
 */
export function readTable(element: Element, inside: Inside, walk: Walk): void {
  const { place, kind, open } = inside;
  const parts: Parts = { rows: [], captions: [], strays: [] };
  if (!open.includes('table') && !open.includes('facts')) gather(element, false, parts);
  if (parts.rows.every(({ cells }) => cells.length <= 1)) {
    walk.container(element, inside);
    return;
  }
  place.end(kind);
  for (const stray of parts.strays) walk.node(stray, inside);
  place.end(kind);
  const caption = parts.captions.map((each) => walk.words(each, inside)).join(' ');
  const fits = caption !== '' && caption.length <= MOST_CAPTION;
  if (caption !== '' && !fits) place.line([{ text: caption }], kind);
  const { rows, after } = new Grid(inside, walk).of(parts.rows);
  if (rows.length > 0) place.block({ type: 'table', ...(fits ? { caption } : {}), rows });
  for (const block of after) place.block(block);
}

function gather({ children }: Element, head: boolean, into: Parts): void {
  let loose: Row | undefined;
  for (const node of children) {
    if (!isElement(node)) into.strays.push(node);
    else if (isCell(node)) {
      loose ??= rowOf(head, into);
      loose.cells.push(node);
    } else {
      loose = undefined;
      if (node.name === 'tr') gatherRow(node, rowOf(head, into), into);
      else if (/^t(?:head|body|foot)$/.test(node.name)) gather(node, node.name === 'thead', into);
      else if (node.name === 'caption') into.captions.push(node);
      else into.strays.push(node);
    }
  }
}

function rowOf(head: boolean, into: Parts): Row {
  const row: Row = { head, cells: [] };
  into.rows.push(row);
  return row;
}

function gatherRow({ children }: Element, row: Row, into: Parts): void {
  for (const node of children) {
    if (isElement(node) && isCell(node)) row.cells.push(node);
    else into.strays.push(node);
  }
}

function isCell({ name }: Element): boolean {
  return name === 'td' || name === 'th';
}

/** Lays merged cells out. */
class Grid {
  private readonly after: Block[] = [];
  /** The row at which each column ceases to belong to a cell above. */
  private readonly taken: number[] = [];

  constructor(
    private readonly inside: Inside,
    private readonly walk: Walk,
  ) {}

  of(rows: readonly Row[]): { rows: Cell[][]; after: Block[] } {
    const made = rows
      .map((row, at) => this.row(row, at))
      .filter((cells) => cells.some(({ spans }) => spans.length > 0));
    return { rows: made, after: this.after };
  }

  private row({ head, cells: elements }: Row, at: number): Cell[] {
    const cells: Cell[] = [];
    let end = 0;
    for (const element of elements) {
      while ((this.taken[cells.length] ?? 0) > at && this.free(cells, {})) {}
      const header = head || element.name === 'th' ? { header: true } : {};
      const from = cells.length;
      cells.push({ spans: this.spans(element), ...header });
      end = cells.length;
      const columns = wholeOf(element.attributes['colspan'], MOST_COLUMNS);
      while (cells.length < from + columns && this.free(cells, header)) {}
      const rows = wholeOf(element.attributes['rowspan'], MOST_ROWS);
      for (let column = from; rows > 1 && column < cells.length; column++) this.taken[column] = at + rows;
    }
    // Free places at the end of a row are left to whoever shows it.
    cells.length = end;
    return cells;
  }

  /** Adds a free place; false if there are no more of them to be had. */
  private free(cells: Cell[], header: Pick<Cell, 'header'>): boolean {
    if (cells.length >= MOST_COLUMNS || this.walk.freeCells === 0) return false;
    this.walk.freeCells--;
    if (this.walk.freeCells === 0) this.walk.note('the rest of merged cells');
    cells.push({ spans: [], ...header });
    return true;
  }

  private spans(element: Element): Cell['spans'] {
    const place = new CellPlace();
    const inside = this.walk.spokenIn(element, { ...this.inside, kind: 'p' });
    this.walk.into(place, element, inside, 'table');
    for (const block of place.after) this.after.push(block);
    return place.spans;
  }
}

/** A whole number from 1; attributes hold anything. */
function wholeOf(text: string | undefined, most: number): number {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isNaN(value) ? 1 : Math.min(most, Math.max(1, value));
}
