import { readFileSync } from 'node:fs';
import type { EventInput, Fault } from '#libs/client';
import { Refused } from './ending.ts';
import { JsonPlaces, type Spot } from './place.ts';
import type { Terminal } from './terminal.ts';

/** An article or an event, and where each of its parts stands in the file. */
export interface Document {
  /** As it was named; `-` is standard input. */
  file: string;
  value: EventInput;
  places: JsonPlaces;
}

export interface LocatedFault extends Fault {
  /** Pointer into the file. */
  pointer: string;
  spot: Spot;
}

/** Reads a file, or standard input for `-`; throws `Refused` with line and column where it is no JSON object. */
export function readDocument(terminal: Terminal, file: string): Document {
  const text = textOf(terminal, file);
  const places = new JsonPlaces(text);
  if (places.fault) {
    const { line, column } = places.fault;
    throw new Refused(
      3,
      `${file}:${line}:${column}  is not JSON from here on`,
      `mend ${file}, then the same again`,
    );
  }
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refused(
      3,
      `${file}:1:1  is not an article or an event: it must be a JSON object`,
      '`sosik publish --help`',
    );
  return { file, value: value as EventInput, places };
}

export function textOf({ stdin }: Terminal, file: string): string {
  try {
    return file === '-' ? (stdin?.() ?? '') : readFileSync(file, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Refused(2, `${file} can't be read (${why})`, 'name a JSON file, or - for standard input');
  }
}

/** Faults with their places in the file: of an article by itself, the gate speaks of `/data` of its event. */
export function located({ value, places }: Document, faults: readonly Fault[]): LocatedFault[] {
  const isEvent = 'specversion' in value;
  return faults.map((fault) => {
    const told = fault.pointer ?? '';
    const pointer = isEvent ? told : told.replace(/^\/data(?=\/|$)/, '');
    return { ...fault, pointer, spot: places.find(pointer) };
  });
}
