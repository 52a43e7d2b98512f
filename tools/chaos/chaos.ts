// npm run chaos [-- --only NAME] [-- --seed 7] [-- --minutes 5] [-- --write]
//
// What can go wrong, made to happen on papers of their own, one kind of harm after the other, and what was lost by it:
// the long form of what `npm test` proves in seconds. Prints a report and keeps it in .data/chaos/report.md; `--write`
// puts the figures of each part that came to its end into docs/guarantees.md. Exit codes: 0 every word was kept, 1 one
// was not or a part was cut short, 2 usage.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { drift } from './drift.ts';
import { lifecycle } from './lifecycle.ts';
import { overload } from './overload.ts';
import type { Part, Setting } from './part.ts';
import { faultsIn, figuresOf, type Run, reportOf, type Told, withFigures } from './report.ts';
import { simulation } from './simulation.ts';
import { storm } from './storm.ts';
import { weather } from './weather.ts';
import { zombies } from './zombies.ts';

/** In the order in which they are done. A new kind of harm is a line here. */
const parts: readonly Part[] = [simulation, storm, weather, overload, drift, lifecycle, zombies];

const FOLDER = '.data/chaos';
const GUARANTEES = 'docs/guarantees.md';

interface Wanted {
  parts: readonly Part[];
  seed: number;
  minutes?: number;
  write: boolean;
}

/** Throws with words for whoever has typed it. */
function wanted(): Wanted {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      seed: { type: 'string' },
      minutes: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const names = parts.map(({ name }) => name);
  const unknown = values.only?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0) throw new Error(`there is no part ${unknown.join(', ')}: ${names.join(', ')}`);
  const seed = Number(values.seed ?? Date.now() % 1e6);
  if (!Number.isSafeInteger(seed)) throw new Error('--seed is a whole number');
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
  if (minutes !== undefined && !(minutes > 0 && minutes <= 600))
    throw new Error('--minutes is more than 0 and at most 600');
  return {
    parts: parts.filter(({ name }) => values.only?.includes(name) ?? true),
    seed,
    ...(minutes === undefined ? {} : { minutes }),
    write: values.write,
  };
}

async function tell(part: Part, setting: Setting): Promise<Told> {
  const begun = performance.now();
  const { name, about } = part;
  const told = () => ({ name, about, minutes: (performance.now() - begun) / 60_000 });
  try {
    setting.signal.throwIfAborted();
    const findings = await part.run(setting);
    return { ...told(), findings };
  } catch (error) {
    const cut = error instanceof Error ? error.message : String(error);
    return { ...told(), findings: [], cut };
  }
}

async function main({ parts: chosen, write, ...asked }: Wanted): Promise<number> {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => abort.abort(new Error(`${signal}`)));
  const begun = performance.now();
  const told: Told[] = [];
  for (const part of chosen) {
    const say = (line: string): void => {
      const at = ((performance.now() - begun) / 1_000).toFixed(1).padStart(7);
      process.stderr.write(`${at} s  ${part.name}: ${line}\n`);
    };
    say(part.about);
    told.push(await tell(part, { ...asked, signal: abort.signal, say }));
  }
  const run: Run = {
    day: new Date().toISOString().slice(0, 10),
    seed: asked.seed,
    cores: availableParallelism(),
    ...(asked.minutes === undefined ? {} : { asked: asked.minutes }),
    parts: told,
  };
  const report = reportOf(run);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/report.md`, report);
  process.stdout.write(report);
  const order = parts.map(({ name }) => name);
  if (write) writeFileSync(GUARANTEES, withFigures(readFileSync(GUARANTEES, 'utf8'), figuresOf(run), order));
  return faultsIn(run).length === 0 ? 0 : 1;
}

let asked: Wanted | undefined;
try {
  asked = wanted();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
if (asked) process.exitCode = await main(asked);
