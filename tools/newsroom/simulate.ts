// npm run simulate [-- --seconds 30] [-- --seed 1] [-- --publish 2 --update 1 --correct 0.3 --withdraw 0.1]
//                  [-- --read 40 --search 4] [-- --json]
//
// A newsroom at work and its readers, on the paper that `npm start` has brought up: so many things of each kind a
// second, whatever the answers. Prints what was answered and how fast; then checks that the paper shows what it has
// acknowledged. Exit codes: 0 all well, 1 something was not, 2 usage.
import { parseArgs } from 'node:util';
import type { Paper } from '../demo/seed.ts';
import { newsroomAt } from '../local/newsroom.ts';
import { appPorts } from '../local/ports.ts';
import { Visibility } from '../local/visibility.ts';
import { newsroomKey, thisTerminal } from '../sosik/terminal.ts';
import { kinds, type Rates } from './arrivals.ts';
import { HttpDoor } from './door.ts';
import type { Ledger } from './ledger.ts';
import { faultsOf, ndjson, table } from './report.ts';
import { Simulation } from './simulation.ts';

const usual: Record<(typeof kinds)[number] | 'seconds' | 'seed', string> = {
  seconds: '30',
  seed: '1',
  publish: '2',
  update: '1',
  correct: '0.3',
  withdraw: '0.1',
  read: '40',
  search: '4',
};
const CHECKED_AT_ONCE = 8;
const SHOWN_FAULTS = 10;

interface Wanted {
  simulation: Simulation;
  visible: Visibility;
  door: HttpDoor;
  json: boolean;
}

/** Throws with words for whoever has typed it. */
function wanted(): Wanted {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      ...Object.fromEntries(
        Object.entries(usual).map(([name, value]) => [name, { type: 'string' as const, default: value }]),
      ),
    },
  });
  const { json, ...numbers } = values as { json: boolean } & typeof usual;
  const terminal = thisTerminal();
  const paper: Paper = {
    ingest: terminal.env['INGEST_URL'] ?? `http://127.0.0.1:${appPorts.ingest}`,
    gateway: terminal.env['PUBLIC_URL'] ?? `http://127.0.0.1:${appPorts.gateway}`,
    key: newsroomKey(terminal),
  };
  const door = new HttpDoor(paper);
  const visible = new Visibility(newsroomAt(paper.ingest, paper.key));
  const simulation = new Simulation({
    rates: Object.fromEntries(kinds.map((kind) => [kind, Number(numbers[kind])])) as Rates,
    seconds: Number(numbers.seconds),
    seed: Number(numbers.seed),
    run: Date.now().toString(36),
    door,
    accepted: (receipt) => visible.note(receipt),
  });
  return { simulation, visible, door, json };
}

/** What the paper shows although it has acknowledged something else. */
async function broken(ledger: Ledger, door: HttpDoor): Promise<string[]> {
  const left = ledger.uris();
  const faults: string[] = [];
  const check = async (): Promise<void> => {
    for (let uri = left.pop(); uri !== undefined; uri = left.pop()) {
      const fault = ledger.fault(uri, await door.shown(uri));
      if (fault !== undefined) faults.push(fault);
    }
  };
  await Promise.all(Array.from({ length: CHECKED_AT_ONCE }, check));
  return faults;
}

async function main({ simulation, visible, door, json }: Wanted): Promise<number> {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());
  const report = await simulation.run(abort.signal);
  process.stdout.write(`${json ? ndjson(report) : table(report)}\n`);
  const faults = faultsOf(report);
  if (!abort.signal.aborted) {
    await visible.wait(abort.signal);
    faults.push(...(await broken(simulation.ledger, door)));
  }
  for (const fault of faults.slice(0, SHOWN_FAULTS)) process.stderr.write(`${fault}\n`);
  const { ledger } = simulation;
  const words = `${ledger.count('acknowledged')} events acknowledged, ${ledger.count('unknown')} not answered`;
  process.stderr.write(
    `${words}; ${faults.length === 0 ? 'all is as acknowledged' : `${faults.length} faults`}\n`,
  );
  return faults.length === 0 ? 0 : 1;
}

let asked: Wanted | undefined;
try {
  asked = wanted();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
if (asked) {
  try {
    process.exitCode = await main(asked);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The paper can't be reached (${words}). Start it with \`npm start\`.\n`);
    process.exitCode = 1;
  }
}
