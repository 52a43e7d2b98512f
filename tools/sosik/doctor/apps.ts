import { type AppName, appNames, appPorts } from '../../local/ports.ts';
import { stateOf, type Terminal } from '../terminal.ts';
import { clockFinding, type Finding } from './finding.ts';

const ANSWER_MS = 3_000;
/** `Date` is told to the second, from its begin on. */
const HALF_SECOND_MS = 500;

interface Answer {
  app: AppName;
  url: string;
  status?: string;
  down: string[];
  reasons: Record<string, string>;
  /** How far its clock is ahead of ours, milliseconds. */
  skewMs?: number;
}

/** Every app at its address: whether it is ready, what it lacks, and what it says of that. */
export async function examineApps(terminal: Terminal): Promise<{ findings: Finding[]; running: boolean }> {
  const answers = await Promise.all(appNames.map((app) => ask(app, addressOf(terminal, app))));
  const running = answers.some(({ status }) => status !== undefined);
  if (!running) {
    const detail = `no app answers (${answers[0]?.url} and the others)`;
    const mend = '`npm start`, or name the addresses in INGEST_URL, CONTENT_URL and so on';
    return { findings: [{ what: 'paper', state: 'warn', detail, mend }], running };
  }
  const skews = answers.flatMap(({ app, skewMs }) => (skewMs === undefined ? [] : [{ app, ms: skewMs }]));
  const logs = `${stateOf(terminal)}logs`;
  const findings = answers.flatMap((answer) => [appFinding(answer, logs), ...saidBy(answer)]);
  return { findings: [...findings, ...clockFinding(skews)], running };
}

function addressOf({ env }: Terminal, app: AppName): string {
  return env[`${app.toUpperCase()}_URL`] ?? `http://127.0.0.1:${appPorts[app]}`;
}

async function ask(app: AppName, url: string): Promise<Answer> {
  const begun = Date.now();
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const body = (await response.json()) as {
      status: string;
      dependencies: Record<string, string>;
      reasons?: Record<string, string>;
    };
    const date = Date.parse(response.headers.get('date') ?? '');
    const half = begun + (Date.now() - begun) / 2;
    return {
      ...{ app, url, status: body.status, reasons: body.reasons ?? {} },
      down: Object.entries(body.dependencies).flatMap(([name, state]) => (state === 'down' ? [name] : [])),
      ...(Number.isNaN(date) ? {} : { skewMs: date + HALF_SECOND_MS - half }),
    };
  } catch {
    return { app, url, down: [], reasons: {} };
  }
}

function appFinding({ app, url, status, down }: Answer, logs: string): Finding {
  const log = `see ${logs}/${app}.log`;
  if (status === undefined)
    return { what: app, state: 'fail', detail: `does not answer at ${url}`, mend: `start it; ${log}` };
  const lacks = down.length > 0 ? `, without ${down.join(' and ')}` : '';
  const detail = `${status}${lacks}, at ${url}`;
  if (status === 'ready') return { what: app, state: 'ok', detail };
  return { what: app, state: status === 'degraded' ? 'warn' : 'fail', detail, mend: log };
}

/** What an app says of what it lacks: a store that is full, a canary that is late. */
function saidBy({ app, reasons }: Answer): Finding[] {
  return Object.entries(reasons).map(([name, detail]): Finding => {
    const mend = name === 'canary' ? '/consumers of the desk; `sosik dlq list`' : 'docs/operations.md';
    return { what: `${app}: ${name}`, state: 'fail', detail, mend };
  });
}
