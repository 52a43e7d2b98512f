import { publicId } from '#libs/text';
import type { Planter } from './plant.store.ts';

/** What drifts are made of: articles that are public, and others that are withdrawn; each is damaged once at most. */
export interface Soil {
  living: readonly string[];
  withdrawn: readonly string[];
}

type Harm = (
  planter: Planter,
  soil: { own: string; gone: string; like: string; stranger: string },
) => Promise<string>;

/** The kinds of drifts, seven in all; some come in more than one form, which take turns. */
export const harms: Readonly<Record<string, readonly Harm[]>> = {
  'missing in the index': [(planter, { own }) => planter.missingInIndex(own)],
  'older in the index': [(planter, { own }) => planter.staleInIndex(own)],
  'other words in the index': [(planter, { own }) => planter.wrongInIndex(own)],
  'a ghost in the index': [
    (planter, { gone, like }) => planter.ghostInIndex(gone, like),
    (planter, { stranger, like }) => planter.strangerInIndex(stranger, like),
  ],
  'missing, older or a ghost in the counts': [
    (planter, { own }) => planter.missingInCounts(own),
    (planter, { own }) => planter.staleInCounts(own),
    (planter, { gone, like }) => planter.ghostInCounts(gone, like),
  ],
  'older or unknown on ready pages': [
    (planter, { own }) => planter.staleAtGateway(own),
    (planter, { stranger, like }) => planter.strangerAtGateway(stranger, like),
  ],
  'missing or left among the revisions': [
    (planter, { own }) => planter.missingRevision(own),
    (planter, { gone, like }) => planter.ghostRevision(gone, like),
  ],
};

/** Plants so many drifts, the kinds in turn; answers where, how and in which article each differs now. */
export async function sow(planter: Planter, { living, withdrawn }: Soil, count: number): Promise<string[]> {
  const kinds = Object.values(harms);
  const [like = '', ...owns] = living;
  const planted: string[] = [];
  for (let at = 0; at < count; at++) {
    const forms = kinds[at % kinds.length] ?? [];
    const harm = forms[Math.floor(at / kinds.length) % forms.length];
    const [own, gone] = [owns[at], withdrawn[at]];
    if (!harm || own === undefined || gone === undefined)
      throw new Error(`there is no article for harm ${at}`);
    planted.push(await harm(planter, { own, gone, like, stranger: publicId(`stranger:${like}:${at}`) }));
  }
  return planted;
}

/** What was found, in the words of what was planted. */
export function named(drifts: readonly { where: string; is: string; id: string }[]): string[] {
  return drifts.map(({ where, is, id }) => `${where} ${is} ${id}`);
}
