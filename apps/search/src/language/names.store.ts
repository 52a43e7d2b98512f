import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Values } from '#libs/service';
import type { searchSettings } from '../settings.ts';
import { type Names, readNames } from './names.ts';

/** Where the files of the project lie, seen from the sources and from what is compiled. */
const SHIPPED = ['../../names', '../../../../../apps/search/names'];

/** A file of names holds what no index can be made with. */
export class NamesRefused extends Error {
  readonly code = 'names_refused';
  readonly retriable = false;

  constructor(readonly faults: readonly string[]) {
    super(`These names can't be used:\n${faults.join('\n')}`);
  }
}

/**
 * The names that readers write in more than one way, from files that editors change. Read anew for every index
 * that is made; an index goes on with those it was made with. Files with a fault are refused whole, with the places.
 */
@Injectable()
export class NamesStore {
  private readonly folder: string;

  constructor(@Inject(SETTINGS) settings: Values<typeof searchSettings>) {
    const shipped = SHIPPED.map((place) => join(import.meta.dirname, place));
    this.folder =
      settings.SEARCH_NAMES_FOLDER || (shipped.find((place) => existsSync(place)) ?? shipped[0] ?? '');
  }

  read(): Names {
    const files = readdirSync(this.folder)
      .filter((name) => name.endsWith('.txt'))
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map((name) => ({ name, text: readFileSync(join(this.folder, name), 'utf8') }));
    const { faults, ...names } = readNames(files);
    if (faults.length > 0) throw new NamesRefused(faults);
    return names;
  }
}
