// node --conditions=source --import ./tools/source.mjs engines/alone.ts <engine> <state folder>
//
// One engine as a process of its own, for a test that kills it. The parent asks by messages (`kill`, `start`,
// `end`), each is answered when it is done; the first answer, without a question, tells the address. A parent that
// is gone, however it went, is the end of the engine too; after `end` nothing is left of it on the disk either.
import { rmSync } from 'node:fs';
import { ENGINE_NAMES } from './engine.ts';
import { startAlone } from './engines.ts';

/** What is told to the parent: the address, or in words why not. */
type Answer = { address: string } | { failed: string };
type Question = 'kill' | 'start' | 'end';

const [asked, state = ''] = process.argv.slice(2);
const name = ENGINE_NAMES.find((known) => known === asked);
if (!name || !process.send)
  throw new Error('engines/alone.ts is started by a test, with an engine and a folder');

const answer = async (work: () => Promise<string>): Promise<void> => {
  const said: Answer = await work().then(
    (address) => ({ address }),
    (error: unknown) => ({ failed: error instanceof Error ? error.message : String(error) }),
  );
  if (process.connected) process.send?.(said);
};

const starting = startAlone(name, { state, env: process.env, say: () => undefined });

async function end(): Promise<void> {
  await (await starting).end();
  rmSync(state, { recursive: true, force: true });
}

process.on('disconnect', () => {
  end().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
process.on('message', (question: Question) => {
  void answer(async () => {
    const { engine } = await starting;
    if (question === 'end') await end();
    else await engine[question]();
    return engine.address;
  });
});
await answer(async () => (await starting).engine.address);
