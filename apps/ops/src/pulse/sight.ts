import type { Hour, ReaderName } from './hour.ts';
import type { AppName } from './signals.ts';

/** How a process answers at the moment; `away`: it does not. */
export type AppState = 'ready' | 'degraded' | 'unready' | 'stopping' | 'away';

/** A process of the house as it was seen last. */
export interface AppSight {
  name: AppName;
  /** Its address: of gateways there are several. */
  at: string;
  state: AppState;
  /** Since when it is so, milliseconds since 1970. */
  since: number;
  dependencies: Readonly<Record<string, 'up' | 'down'>>;
  /** Why one of them is down, where it says so, and since when. */
  reasons: Readonly<Record<string, string>>;
  downSince: Readonly<Record<string, number>>;
  /** What has not moved, in the words of `/livez`. */
  stuck: readonly string[];
  gauges: ReadonlyMap<string, number>;
}

/** Everything that was gathered, as of the last look. */
export interface Sight {
  /** Milliseconds since 1970; 0: nobody has looked yet. */
  at: number;
  /** So often it is looked. */
  everyMs: number;
  apps: readonly AppSight[];
  /** Since when the log has not answered. */
  logAwaySince?: number;
  hour: Hour;
}

const apps: Readonly<Record<ReaderName, AppName>> = {
  content: 'content',
  search: 'search',
  popularity: 'popularity',
  views: 'popularity',
  gateway: 'gateway',
  syndication: 'syndication',
};

/** Whose a reader of the log is. */
export function appOf(reader: ReaderName): AppName {
  return apps[reader];
}

/** A duration as one says it. */
export function lasting(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}

/** A moment of this day or the last, in UTC. */
export function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** A number as one reads it: 1,204, 12.4, 0.35. */
export function figure(value: number): string {
  const digits = value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits });
}

/** Bytes as one reads them. */
export function bytesOf(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${figure(Math.round((bytes / 2 ** (10 * step)) * 10) / 10)} ${units[step]}`;
}

/** A share as one reads it: never a whole that is none. Number and sign stay on one line. */
export function percent(share: number): string {
  const floor = Math.floor(share * 100_000) / 1_000;
  const digits = share === 1 ? 0 : floor >= 99.9 ? 3 : floor >= 99 ? 2 : 1;
  return `${floor.toFixed(digits)}\u00A0%`;
}
