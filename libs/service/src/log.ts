import { ConsoleLogger, type LoggerService } from '@nestjs/common';
import { pino } from 'pino';

/** JSON lines on stdout. What an article says never goes into a log, only its uri. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  fatal(fields: object, message: string): void;
  /** Asked where lines are so many that putting one together for nobody would cost. */
  isLevelEnabled(level: LogLevel): boolean;
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export function createLog(service: string, level: LogLevel, to: Lines = pino.destination(1)): Log {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: masked },
    },
    { write: (line: string) => to.write(visible(line)) },
  );
}

/** Where lines go. */
interface Lines {
  write(line: string): unknown;
}

/** What no terminal shows and some obey: C1 controls, and marks that turn, join or hide what is around them. */
const UNSEEN = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * A line that says in letters what it holds and nobody would see. JSON does so itself with what is below a space, so
 * that no text of others begins a line of its own.
 */
export function visible(line: string): string {
  return line.replace(UNSEEN, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const secrets = ['authorization', 'key', 'secret', 'password'] as const;
const MASK = '******';

/**
 * The fields of a line without what nobody may read. Not by pino's `redact`, which makes 5 KB of garbage for each
 * line, with secrets or without.
 */
export function masked(fields: Record<string, unknown>): Record<string, unknown> {
  const hidden = Object.entries(fields).flatMap(([name, value]): [string, unknown][] => {
    if ((secrets as readonly string[]).includes(name)) return [[name, MASK]];
    if (typeof value !== 'object' || value === null || !('authorization' in value)) return [];
    return [[name, { ...value, authorization: MASK }]];
  });
  return hidden.length === 0 ? fields : { ...fields, ...Object.fromEntries(hidden) };
}

/** Nest's own messages in our format; its start-up chatter (a line per route) is left out. */
export class NestLog extends ConsoleLogger implements LoggerService {
  constructor(private readonly to: Log) {
    super();
  }

  override log(): void {}
  override debug(): void {}
  override verbose(): void {}

  override warn(message: unknown, context?: unknown): void {
    this.to.warn({ context }, String(message));
  }

  override error(message: unknown, stackOrContext?: unknown): void {
    this.to.error({ err: message instanceof Error ? message : stackOrContext }, String(message));
  }
}
