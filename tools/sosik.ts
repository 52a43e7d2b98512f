// npm run sosik -- <command>
//
// The command line of Sosik, for the local paper or for another that the environment names. Exit codes: 0 ok,
// 2 usage, 3 refused, 4 key, 7 not reachable.
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { inspect } from '../engines/engines.ts';
import { MOST_ARTICLES, seed } from './demo/seed.ts';
import { appPorts } from './local/apps.ts';
import { cloudEvent } from './local/newsroom.client.ts';
import { dlqCommands } from './sosik/dlq.ts';
import { rebuildCommands } from './sosik/rebuild.ts';
import { NotReachable, newsroomKey, thisTerminal } from './sosik/terminal.ts';

interface Target {
  url: string;
  key?: string;
}

const terminal = thisTerminal();
const gate = terminal.env['SOSIK_URL'] ?? terminal.env['INGEST_URL'] ?? 'http://127.0.0.1:4001';

const program = new Command('sosik')
  .description('Sosik on the command line')
  .exitOverride()
  .showHelpAfterError()
  .option('--url <address>', 'where the newsroom API is', gate)
  .option('--key <key>', 'key of the newsroom API; else SOSIK_KEY, else the key of the local paper');

program
  .command('doctor')
  .description('says what this machine has for the engines, and what is missing')
  .action(async () => {
    const findings = await inspect(process.env);
    for (const { what, state, detail, mend } of findings) {
      const mark = { ok: 'ok      ', fallback: 'fallback', missing: 'MISSING ' }[state];
      process.stdout.write(
        `${mark}  ${what.padEnd(22)} ${detail}${mend ? `\n${''.padEnd(34)}to mend: ${mend}` : ''}\n`,
      );
    }
    process.exitCode = findings.some(({ state }) => state === 'missing') ? 7 : 0;
  });

program
  .command('publish')
  .description('publishes an article: a JSON file as in docs/api, or - for standard input')
  .argument('<file>')
  .action(async (file: string) => {
    const article = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8')) as {
      uri: string;
      version: number;
    };
    await send(cloudEvent('article.published', `${article.uri}#${article.version}`, article));
  });

program
  .command('withdraw')
  .description('takes an article from every surface, whatever its version')
  .argument('<uri>')
  .requiredOption('--reason <words>', 'why; kept, not shown to readers')
  .option('--notice <words>', 'what readers are told in its place')
  .action(async (uri: string, { reason, notice }: { reason: string; notice?: string }) => {
    const told = notice ? { notice: { headline: notice, text: notice } } : {};
    await send(cloudEvent('article.withdrawn', `${uri}#withdrawn#${Date.now()}`, { uri, reason, ...told }));
  });

program
  .command('seed')
  .description('publishes the demo newspaper, and reads it; what is there already stays as it is')
  .option('--articles <number>', `generated articles beside it, at most ${MOST_ARTICLES}`, whole, 0)
  .option('--seed <number>', 'which ones: the same number, the same words', whole, 1)
  .action(async (options: { articles: number; seed: number }) => {
    const { url, key } = target();
    const gateway = terminal.env['PUBLIC_URL'] ?? `http://127.0.0.1:${appPorts.gateway}`;
    const abort = new AbortController();
    process.once('SIGINT', () => abort.abort());
    const done = await seed({ ingest: url, gateway, key }, { ...options, abort: abort.signal });
    process.stdout.write(`${JSON.stringify(done)}\n`);
  });

dlqCommands(program, terminal);
rebuildCommands(program, terminal);

async function send(event: object): Promise<void> {
  const { url, key } = target();
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${key}` },
    body: JSON.stringify(event),
  }).catch(() => {
    process.stderr.write(
      `Nothing answers at ${url}. Start the paper with \`npm start\`, or name it with --url.\n`,
    );
    return undefined;
  });
  if (!response) {
    process.exitCode = 7;
    return;
  }
  process.stdout.write(`${JSON.stringify(await response.json(), null, 2)}\n`);
  process.exitCode = response.ok ? 0 : ({ 401: 4, 403: 4, 503: 7 }[response.status] ?? 3);
}

function target(): Required<Target> {
  const { url, key = newsroomKey(terminal) } = program.opts<Target>();
  return { url, key };
}

function whole(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) <= MOST_ARTICLES) return Number(text);
  throw new InvalidArgumentError(`is a whole number of at most ${MOST_ARTICLES}`);
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof NotReachable ? 7 : 3;
  }
}
