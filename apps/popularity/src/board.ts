import type { PopularListsAnswer } from '#libs/contracts';

type List = PopularListsAnswer['lists'][number];

/**
 * The lists as they were made last, and when each has changed. A generation is the name of this board and a number:
 * who asks with one of another board is told everything.
 */
export class Board {
  private readonly lists = new Map<string, { list: List; text: string; since: number }>();
  private n = 0;

  constructor(private readonly name: string) {}

  /** Takes lists by their names; one that is missing is empty now. */
  take(made: ReadonlyMap<string, List>): void {
    this.n++;
    for (const [name, { list }] of this.lists)
      if (!made.has(name)) this.put(name, { ...list, data: [], sample: 0 });
    for (const [name, list] of made) this.put(name, list);
  }

  /** The lists that are not empty. */
  get all(): ReadonlyMap<string, List> {
    return new Map(
      [...this.lists].flatMap(([name, { list }]) => (list.data.length > 0 ? [[name, list]] : [])),
    );
  }

  /** What has changed since a generation; all that is not empty if that is none of this board. */
  since(generation: string | undefined): Pick<PopularListsAnswer, 'generation' | 'whole' | 'lists'> {
    const [board, n] = generation?.split('.') ?? [];
    const from = board === this.name ? Number(n || Number.NaN) : Number.NaN;
    const now = `${this.name}.${this.n}`;
    if (!(from <= this.n)) return { generation: now, whole: true, lists: [...this.all.values()] };
    const changed = [...this.lists.values()].filter(({ since }) => since > from);
    return { generation: now, whole: false, lists: changed.map(({ list }) => list) };
  }

  private put(name: string, list: List): void {
    const text = JSON.stringify(list);
    const known = this.lists.get(name);
    if (known?.text !== text) this.lists.set(name, { list, text, since: this.n });
  }
}
