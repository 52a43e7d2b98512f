/**
 * Work that many ask for, such as a look at something that changes: one at a time, and whoever asks during one
 * shares the next, which begins after he has asked.
 */
export class Shared<T> {
  private current: Promise<T> | undefined;
  private next: Promise<T> | undefined;

  constructor(private readonly work: () => Promise<T>) {}

  get busy(): boolean {
    return this.current !== undefined;
  }

  /** Whether somebody waits for the one after this. */
  get awaited(): boolean {
    return this.next !== undefined;
  }

  ask(): Promise<T> {
    if (this.next !== undefined) return this.next;
    if (this.current === undefined) return this.begin();
    const begin = () => this.begin();
    this.next = this.current.then(begin, begin);
    return this.next;
  }

  private begin(): Promise<T> {
    this.next = undefined;
    this.current = this.work().finally(() => {
      this.current = undefined;
    });
    return this.current;
  }
}
