import { topics } from '#libs/contracts';
import { kafkaSettings, Sender } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import type { Terminal } from '../terminal.ts';
import { localStack } from './stack.ts';

const KEY = 'drill:poison';

/** `sosik drill poison`: a record that looks like an event of a newsroom, and is none that content can read. */
export async function poison(terminal: Terminal): Promise<void> {
  const { addresses } = localStack(terminal);
  const settings = readSettings(kafkaSettings, { ...terminal.env, ...addresses });
  const sender = new Sender(settings, Runtime.silent('sosik'));
  try {
    const { partition, offset } = await sender.send(topics.intake.name, {
      key: KEY,
      // As somebody writes it who goes past the gate: cut off within a headline.
      value: Buffer.from(`{"uri":"${KEY}","version":1,"language":"ko","headline":"여객선이 다시`),
      headers: {
        ce_specversion: '1.0',
        ce_id: `${KEY}#${Date.now()}`,
        ce_source: '/sosik/drill',
        ce_type: 'article.published',
        ce_subject: KEY,
        'content-type': 'application/json',
      },
    });
    terminal.out(`A record that nobody can read lies in ${topics.intake.name}/${partition}/${offset}.`);
    terminal.err(
      'What has become of it, and of the records behind it? /letters of the desk, or `sosik dlq list`.',
    );
  } finally {
    await sender.onApplicationShutdown();
  }
}
