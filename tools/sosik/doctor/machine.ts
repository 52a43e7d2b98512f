import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { markOf } from '../../../engines/daemon.ts';
import { inspect } from '../../../engines/engines.ts';
import { isHeldStill } from '../../../engines/processes.ts';
import { stateOf, type Terminal } from '../terminal.ts';
import { diskFinding, type Finding } from './finding.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What this machine has: for the engines, room on its disk, and whether a program of the paper is held still. */
export async function examineMachine(terminal: Terminal): Promise<Finding[]> {
  const engines = (await inspect(terminal.env)).map(({ what, state, detail, mend }): Finding => {
    // What is brought when it is needed, or has something in its place, is no fault.
    const seen = { ok: 'ok', fallback: mend === undefined ? 'ok' : 'warn', missing: 'fail' } as const;
    return { what, state: seen[state], detail, ...(mend === undefined ? {} : { mend }) };
  });
  const state = stateOf(terminal);
  const { bavail, blocks, bsize } = statfsSync(existsSync(state) ? state : root);
  const disk = diskFinding('disk', { free: bavail * bsize, all: blocks * bsize });
  return [{ what: 'node', state: 'ok', detail: process.version }, ...engines, disk, ...held(state)];
}

/** Programs that a drill, or somebody, has left held still: they look alive and answer nothing. */
function held(state: string): Finding[] {
  const folder = join(state, 'pids');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.flatMap((file): Finding[] => {
    const name = file.replace(/\.json$/, '');
    const mark = markOf(state, name);
    if (!mark || !isHeldStill(mark)) return [];
    const detail = `process ${mark.pid} is held still: it answers nothing`;
    return [{ what: name, state: 'fail', detail, mend: `kill -CONT -- -${mark.pid}` }];
  });
}
