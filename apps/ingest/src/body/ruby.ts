import type { Block, Span } from '#libs/contracts';
import { type Element, isElement } from './element.ts';
import { Place } from './place.ts';
import { type Marks, wordsOf } from './run.ts';
import type { Inside, Walk } from './walk.ts';

/** As long as the contract has it; a longer one is no reading, and stands behind its word. */
const MOST_READING = 200;

/** Words with their reading above them: 漢字 with 한자. Each reading belongs to the words since the last one. */
export function readRuby(element: Element, given: Inside, walk: Walk): void {
  if (given.open.includes('ruby')) {
    walk.children(element, given);
    return;
  }
  const inside: Inside = { ...given, open: [...given.open, 'ruby'] };
  const base = new BasePlace(given.place, given.marks);
  for (const child of element.children) {
    if (isElement(child, 'rp')) continue;
    if (isElement(child, 'rt') || isElement(child, 'rtc')) base.read(walk.words(child, inside));
    else walk.node(child, { ...inside, place: base });
  }
  base.read('');
}

/** The words that wait for their reading. */
class BasePlace extends Place {
  constructor(
    private readonly outer: Place,
    private readonly marks: Marks,
  ) {
    super();
  }

  override line(spans: Span[]): void {
    for (const { text, ...marks } of spans) this.outer.run.add(text, marks);
  }

  override block(block: Block): void {
    this.outer.block(block);
  }

  read(reading: string): void {
    const spans = this.run.take();
    const [first, ...others] = spans;
    if (first && reading !== '' && reading.length <= MOST_READING) {
      const { text, ...marks } = first;
      this.outer.run.add(text + wordsOf(others), { ...marks, ruby: reading });
      return;
    }
    this.line(spans);
    if (reading !== '') this.outer.run.add(first ? `(${reading})` : reading, this.marks);
  }
}
