import { connect } from 'node:tls';
import type { WhoAmI } from '#libs/contracts';
import { appNames } from '../../local/ports.ts';
import { askDeskKey, askGate, newsroomKey, type Terminal } from '../terminal.ts';
import { certificateFinding, type Finding } from './finding.ts';

const ANSWER_MS = 3_000;

/** Whether keys open what they are for, receipts are signed, and for how long certificates are good. */
export async function examineSecrets(terminal: Terminal): Promise<Finding[]> {
  return [await keyFinding(terminal), await receiptFinding(terminal), ...(await certificates(terminal))];
}

async function keyFinding(terminal: Terminal): Promise<Finding> {
  const what = 'newsroom key';
  if (newsroomKey(terminal) === '')
    return { what, state: 'warn', detail: 'there is none here', mend: 'name one in SOSIK_KEY' };
  const answer = await askGate<WhoAmI>(terminal, {}, '/v1/whoami').catch(() => undefined);
  if (answer?.status !== 200) {
    const detail = answer ? `opens nothing (${answer.status})` : 'the gate does not answer';
    return { what, state: 'fail', detail, mend: '`sosik keys list` with another key says which are good' };
  }
  return { what, state: 'ok', detail: `good for ${answer.body.scopes.join(', ')}` };
}

async function receiptFinding(terminal: Terminal): Promise<Finding> {
  const what = 'key of receipts';
  const answer = (await askDeskKey(terminal).catch(() => undefined)) as { kid?: string } | undefined;
  if (answer?.kid !== undefined) return { what, state: 'ok', detail: `receipts are signed by ${answer.kid}` };
  const mend = 'OPS_SIGNING_KEY, a private Ed25519 key: without it no takedown can be proved';
  return { what, state: 'warn', detail: 'receipts are not signed', mend };
}

/** Of every address that is spoken to over TLS. */
async function certificates({ env }: Terminal): Promise<Finding[]> {
  const names = [...appNames.map((app) => `${app.toUpperCase()}_URL`), 'PUBLIC_URL', 'ELASTICSEARCH_URL'];
  const addresses = names.flatMap((name) => {
    const value = env[name] ?? '';
    return value.startsWith('https:') ? [new URL(value)] : [];
  });
  const brokers = env['KAFKA_TLS'] === 'on' ? (env['KAFKA_BROKERS'] ?? '').split(',') : [];
  const hosts = new Set([
    ...addresses.map(({ hostname, port }) => `${hostname}:${port || '443'}`),
    ...brokers.map((broker) => broker.trim()).filter(Boolean),
  ]);
  if (hosts.size === 0)
    return [{ what: 'certificates', state: 'ok', detail: 'nothing is spoken to over TLS' }];
  return Promise.all([...hosts].map((host) => certificateOf(host)));
}

function certificateOf(host: string): Promise<Finding> {
  const [servername = '', port] = host.split(':');
  const what = `TLS ${host}`;
  return new Promise((resolve) => {
    // Looks at what is shown, whoever has signed it: whether it is believed is for those to say who rely on it.
    const socket = connect({ host: servername, port: Number(port), servername, rejectUnauthorized: false });
    const end = (finding: Finding): void => {
      socket.destroy();
      resolve(finding);
    };
    socket.setTimeout(ANSWER_MS, () => end({ what, state: 'fail', detail: 'does not answer' }));
    socket.once('error', ({ message }) => end({ what, state: 'fail', detail: message }));
    socket.once('secureConnect', () =>
      end(certificateFinding(what, Date.parse(socket.getPeerCertificate().valid_to), Date.now())),
    );
  });
}
