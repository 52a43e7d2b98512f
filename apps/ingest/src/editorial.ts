import {
  type EditorialType,
  editorialKey,
  editorialTypes,
  type Fault,
  type FrontCuration,
  type NewsroomType,
} from '#libs/contracts';
import { faultsOf } from '#libs/service';
import { clean } from '#libs/text';

/** An event about something other than an article, in the one form everything behind the gate relies on. */
export interface NormalisedEditorial {
  /** What it is about. */
  uri: string;
  version?: number;
  data: unknown;
  errors: Fault[];
}

export function isEditorialType(type: NewsroomType): type is EditorialType {
  return Object.hasOwn(editorialTypes, type);
}

/** Headlines, names and addresses in NFC, without what no page can show. */
export function normaliseEditorial(type: EditorialType, given: object): NormalisedEditorial {
  const lines = Object.entries(given).map(([name, value]) => [
    name,
    typeof value === 'string' ? clean(value) : value,
  ]);
  const made: unknown = Object.fromEntries(lines);
  const read = editorialTypes[type].safeParse(made);
  const data = read.data ?? made;
  const errors = faultsOf(read.error?.issues ?? [], '/data').map((fault) =>
    fault.code === 'too_small' ? { ...fault, message: 'holds nothing that can be printed' } : fault,
  );
  const uri = editorialKey({ type, data });
  return type === 'front.curated'
    ? { uri, version: (data as FrontCuration).version, data, errors }
    : { uri, data, errors };
}
