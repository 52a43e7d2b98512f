/** Which numbers a gateway has given: a few runs, since one follows the other and few are lost. */
type Runs = { from: number; to: number }[];

/** Batches of views by gateway and number, so that one that the log has twice is told. */
export class Batches {
  private readonly runs = new Map<string, Runs>();

  /** False if that batch was there before. */
  add(gateway: string, n: number): boolean {
    const runs = this.runs.get(gateway);
    if (!runs) {
      this.runs.set(gateway, [{ from: n, to: n }]);
      return true;
    }
    // The newest stand last, where most numbers belong.
    const before = runs.findLastIndex(({ from }) => from <= n);
    const run = runs[before];
    if (run && n <= run.to) return false;
    const after = runs[before + 1];
    if (run?.to === n - 1 && after?.from === n + 1) {
      run.to = after.to;
      runs.splice(before + 1, 1);
    } else if (run?.to === n - 1) run.to = n;
    else if (after?.from === n + 1) after.from = n;
    else runs.splice(before + 1, 0, { from: n, to: n });
    return true;
  }

  copy(): Batches {
    const copy = new Batches();
    for (const [gateway, runs] of this.runs)
      copy.runs.set(
        gateway,
        runs.map((run) => ({ ...run })),
      );
    return copy;
  }
}
