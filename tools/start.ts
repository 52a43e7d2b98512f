// npm start [-- --once] [-- --fresh]
//
// Brings up the whole paper on this machine: engines, topics and indexes, five apps, the demo newsroom.
//   --once   publishes one article, checks that it shows everywhere, stops; exit code 0 or 1
//   --fresh  forgets the data of earlier runs first
// Ctrl-C or SIGTERM stops all that was started. What a killed run left behind, the next one ends.
import { EngineError } from '../engines/engines.ts';
import { seed } from './demo/seed.ts';
import { type Installation, startInstallation } from './local/installation.ts';
import { checkRoundTrip } from './once.ts';

const begun = performance.now();
const once = process.argv.includes('--once');
const fresh = process.argv.includes('--fresh');
const unknown = process.argv.slice(2).filter((each) => each !== '--once' && each !== '--fresh');

const say = (line: string): void => {
  process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
};

async function main(): Promise<number> {
  if (unknown.length > 0) {
    process.stderr.write(`unknown: ${unknown.join(' ')}. Known are --once and --fresh.\n`);
    return 2;
  }
  const abort = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (!abort.signal.aborted) say('stopping …');
        abort.abort();
        resolve();
      });
    }
  });
  let installation: Installation;
  try {
    installation = await startInstallation({
      state: '.data/start',
      durable: true,
      fresh,
      say,
      abort: abort.signal,
    });
  } catch (error) {
    if (abort.signal.aborted) return 0;
    throw error;
  }
  try {
    const count = await seed(installation, abort.signal);
    if (count > 0) {
      await installation.caughtUp();
      say(`${count} events of the demo newsroom published, all of them visible`);
    }
    if (once) return (await roundTrip(installation)) ? 0 : 1;
    welcome(installation);
    // What runs is no reason for Node to stay: the programs are on their own.
    const stay = setInterval(() => undefined, 60_000);
    await stopped;
    clearInterval(stay);
    return 0;
  } finally {
    await installation.stop();
    say('everything is stopped');
  }
}

async function roundTrip(installation: Installation): Promise<boolean> {
  say('one article, from the newsroom to every surface:');
  const complete = await checkRoundTrip(installation, (line) => process.stdout.write(`${line}\n`));
  say(complete ? 'it shows everywhere' : 'it does not show everywhere');
  return complete;
}

function welcome({ apps, engines, key }: Installation): void {
  const gateway = apps.url('gateway');
  const ingest = apps.url('ingest');
  const standIns = [engines.kafka, engines.mongodb, engines.elasticsearch, engines.redis].filter(
    (each) => each.standIn,
  );
  const event =
    '{"specversion":"1.0","id":"hello-1","source":"/me","type":"article.published","data":{"uri":"me:hello","version":1,' +
    '"language":"en","headline":"My first article","section":"society","body":"<p>It travels.</p>"}}';
  process.stdout.write(`
The paper is out.

  reader's site    ${gateway}        Korean: ${gateway}/ko
  newsroom API     ${ingest}/v1/events
  demo key         ${key}
${standIns.map(({ about }) => `  note             ${about}: not for production (docs/decisions)\n`).join('')}
Three things to try

  1. Publish an article, then look at ${gateway}/society
     curl -s ${ingest}/v1/events -H 'authorization: Bearer ${key}' \\
       -H 'content-type: application/cloudevents+json' \\
       -d '${event}'

  2. Find it
     curl -s '${gateway}/api/v1/search?q=first'

  3. Withdraw it, then look again
     npm run -s sosik -- withdraw me:hello --reason "only a try"

Logs: .data/start/logs. Ctrl-C stops everything.
`);
}

try {
  process.exitCode = await main();
} catch (error) {
  const words =
    error instanceof EngineError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? '')
        : String(error);
  process.stderr.write(`\nnpm start can't go on. ${words}\n`);
  process.exitCode = 1;
}
