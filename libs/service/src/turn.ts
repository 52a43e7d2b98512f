/**
 * A turn of the event loop gives so long to work that can be put off. What is answered at once – health, refusals,
 * new connections – waits for the end of a turn, and a turn without a bound is as long as all that has come in it.
 */
const SLICE_MS = 5;
/** Promises that resolve together go on together, before any of them has taken time: so many may, in one turn. */
const TOGETHER = 4;

/** So many have a clock of their own, in which a turn takes no time. */
let untimed = 0;
let begun = 0;
let ticking = false;
let waiting = 0;
let anyRan = false;
let together = 0;

/** Stands before all that wait, in each turn in which somebody does. */
function tick(): void {
  begun = performance.now();
  anyRan = false;
  together = 0;
  if (waiting > 0) setImmediate(tick);
  else ticking = false;
}

/** Nobody in this process gives way until what this answers is called: the machine's clock says nothing meanwhile. */
export function withoutTurns(): () => void {
  untimed++;
  return () => {
    untimed--;
  };
}

/** Resolves when there is time for a piece of work, in the order of the calls; nothing: there is time now. */
export function giveWay(): Promise<void> | undefined {
  if (untimed > 0) return undefined;
  if (!ticking) {
    ticking = true;
    begun = performance.now();
    together = 0;
    setImmediate(tick);
  }
  if (waiting === 0 && together++ < TOGETHER && performance.now() - begun < SLICE_MS) return undefined;
  waiting++;
  return new Promise((resolve) => {
    setImmediate(function next() {
      // One in each turn goes on in any case.
      if (anyRan && performance.now() - begun >= SLICE_MS) {
        setImmediate(next);
        return;
      }
      anyRan = true;
      waiting--;
      resolve();
    });
  });
}
