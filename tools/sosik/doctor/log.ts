import { type RebuildAnswer, readers, topics } from '#libs/contracts';
import { DeadLetters, type KafkaSettings, kafkaSettings, LagReader, Sender } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { askApp, type Terminal } from '../terminal.ts';
import { type Finding, lagFindings, topicFault } from './finding.ts';

/** A log that says nothing for so long does not answer. */
const ANSWER_MS = 15_000;

/** The log, its topics, its readers, what they could not use, and the index that is made of it. */
export async function examineLog(terminal: Terminal): Promise<Finding[]> {
  const settings = readSettings(kafkaSettings, terminal.env);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`no answer within ${ANSWER_MS / 1_000} s`)),
    ANSWER_MS,
  );
  try {
    const findings = await Promise.race([late.promise, ofLog(settings)]);
    return [...findings, await indexFinding(terminal)];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const detail = `the log does not answer at ${settings.KAFKA_BROKERS}: ${why}`;
    return [
      { what: 'log', state: 'fail', detail, mend: 'start Kafka, or name its brokers in KAFKA_BROKERS' },
      await indexFinding(terminal),
    ];
  } finally {
    clearTimeout(timer);
  }
}

async function ofLog(settings: KafkaSettings): Promise<Finding[]> {
  const reader = new LagReader(settings, Runtime.silent('sosik'));
  try {
    return [
      ...(await topicFindings(reader)),
      ...lagFindings(readers, await reader.read()),
      await letterFinding(settings),
    ];
  } finally {
    await reader.close();
  }
}

async function topicFindings(reader: LagReader): Promise<Finding[]> {
  const all = Object.values(topics);
  const faults: string[] = [];
  for (const topic of all) {
    const fault = topicFault(topic, await reader.topic(topic.name, Object.keys(topic.config)));
    if (fault !== undefined) faults.push(fault);
  }
  if (faults.length === 0)
    return [
      {
        what: 'topics',
        state: 'ok',
        detail: `all ${all.length} are there, with the settings that are relied on`,
      },
    ];
  const mend =
    '`main.js --migrate` of content makes what is missing; what is there is set by the tools of Kafka';
  return faults.map((detail) => ({ what: 'topics', state: 'fail', detail, mend }));
}

async function letterFinding(settings: KafkaSettings): Promise<Finding> {
  const runtime = Runtime.silent('sosik');
  const sender = new Sender(settings, runtime);
  try {
    const rows = await new DeadLetters(settings, runtime, sender).open();
    if (rows.length === 0)
      return { what: 'dead letters', state: 'ok', detail: 'none that nobody has decided on' };
    const groups = [...new Set(rows.map(({ group }) => group))].join(', ');
    const detail = `${rows.length} that nobody has decided on, of ${groups}`;
    return { what: 'dead letters', state: 'warn', detail, mend: '`sosik dlq list`, or /letters of the desk' };
  } finally {
    await sender.onApplicationShutdown();
  }
}

/** By what search itself says of it. */
async function indexFinding(terminal: Terminal): Promise<Finding> {
  const what = 'search index';
  try {
    const { status } = await askApp<object>(terminal, 'search', 'drift/held');
    if (status !== 200)
      return { what, state: 'fail', detail: `can't be read (${status})`, mend: '`sosik rebuild search`' };
    const { state, applied, total, reason } = (await askApp<RebuildAnswer>(terminal, 'search', 'rebuild'))
      .body;
    if (state === 'running')
      return { what, state: 'warn', detail: `is made anew: ${applied} of ${total} records` };
    const mend = '`sosik rebuild search`';
    if (state === 'failed') return { what, state: 'warn', detail: `was not made anew: ${reason}`, mend };
    return { what, state: 'ok', detail: 'can be read' };
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('(')[0] ?? '').trim() : String(error);
    return {
      what,
      state: 'fail',
      detail,
      mend: 'is Elasticsearch there? `sosik rebuild search` if its index is lost',
    };
  }
}
