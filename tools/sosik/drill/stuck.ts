import { Refused } from '../ending.ts';
import type { Terminal } from '../terminal.ts';
import { localStack, pause, whileHeld } from './stack.ts';

const LOOK_MS = 250;
const ANSWERS_MS = 60_000;

/** `sosik drill stuck`: an app is held still until somebody wakes or ends it, the time is over, or Ctrl-C. */
export async function stuck(
  terminal: Terminal,
  app: string,
  { seconds }: { seconds: number },
): Promise<void> {
  const stack = localStack(terminal);
  const begun = performance.now();
  let found = false;
  await whileHeld(terminal, { stack, name: app }, async (held, stop) => {
    terminal.err('Something of the paper answers nothing any more. Which part, and what is to be done?');
    terminal.err('Look at /consumers of the desk, or at what `sosik doctor` says. Ctrl-C ends the drill.');
    const until = begun + seconds * 1_000;
    while (!stop.aborted && performance.now() < until && !found) {
      await pause(LOOK_MS, stop);
      found = !held.isHeld();
    }
  });
  const after = ((performance.now() - begun) / 1_000).toFixed(0);
  terminal.out(
    found
      ? `${app} was found after ${after} s.`
      : `It was ${app}, and it goes on: nobody had woken it in ${after} s.`,
  );
  if (!(await answers(stack.addresses[`${app.toUpperCase()}_URL`] ?? '')))
    throw new Refused(7, `${app} does not answer`, `\`sosik doctor\`, and ${stack.state}logs/${app}.log`);
  terminal.err(`${app} is ready again.`);
}

async function answers(url: string): Promise<boolean> {
  for (const deadline = performance.now() + ANSWERS_MS; performance.now() < deadline; await pause(LOOK_MS)) {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => undefined,
    );
    if (response?.ok && ((await response.json()) as { status: string }).status === 'ready') return true;
  }
  return false;
}
