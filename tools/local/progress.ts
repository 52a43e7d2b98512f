/** Where progress is shown; a terminal shows a bar that moves, anything else a line now and then. */
export interface Screen {
  isTTY?: boolean;
  write(text: string): unknown;
}

const WIDTH = 24;
/** Lines without a terminal: at each of so many steps. */
const STEPS = 10;

/** How far a long piece of work is, for people who wait. */
export class Progress {
  private shown = '';
  private step = 0;

  constructor(
    private readonly what: string,
    private readonly total: number,
    private readonly screen: Screen = process.stderr,
  ) {}

  /** @param done of `total`; less than before is not shown. */
  show(done: number): void {
    const share = this.total === 0 ? 1 : Math.min(1, done / this.total);
    if (this.screen.isTTY) this.bar(share, done);
    else this.line(share, done);
  }

  /** Leaves the terminal as it was found. */
  end(): void {
    if (this.shown !== '') this.screen.write('\r\u001b[K');
    this.shown = '';
  }

  private bar(share: number, done: number): void {
    const full = Math.round(share * WIDTH);
    const text = `${this.what} [${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${done}/${this.total}`;
    if (text === this.shown) return;
    this.shown = text;
    this.screen.write(`\r${text}\u001b[K`);
  }

  private line(share: number, done: number): void {
    const step = Math.floor(share * STEPS);
    if (step <= this.step) return;
    this.step = step;
    this.screen.write(`${this.what}: ${done} of ${this.total}\n`);
  }
}
