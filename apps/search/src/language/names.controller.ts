import { Controller, Get, Inject } from '@nestjs/common';
import type { NamesAnswer } from '#libs/contracts';
import { IndexStore } from '../index.store.ts';
import { mark } from '../mapping.ts';
import { NamesRefused, NamesStore } from './names.store.ts';

/** Says what the files of names hold now. An index keeps the names it was made with; a rebuild takes these. */
@Controller('internal/names')
export class NamesController {
  constructor(
    @Inject(NamesStore) private readonly store: NamesStore,
    @Inject(IndexStore) private readonly index: IndexStore,
  ) {}

  @Get()
  async names(): Promise<NamesAnswer> {
    try {
      const names = this.store.read();
      const differ = (await this.index.made()).names !== mark(names);
      return { names: names.synonyms.length, words: names.dictionary.length, differ, faults: [] };
    } catch (error) {
      if (error instanceof NamesRefused)
        return { names: 0, words: 0, differ: true, faults: [...error.faults] };
      throw error;
    }
  }
}
