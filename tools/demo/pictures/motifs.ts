// Which motifs there are, and which arrangement of one a picture gets.
import { createHash } from 'node:crypto';
import type { Composition } from './canvas.ts';
import { chartMotifs } from './charts.ts';
import { cityMotifs } from './city.ts';
import { coastMotifs } from './coast.ts';
import { countryMotifs } from './country.ts';
import { ferryMotifs } from './ferries.ts';
import { gateMotifs } from './gates.ts';
import { heritageMotifs } from './heritage.ts';
import { industryMotifs } from './industry.ts';
import type { Section } from './palette.ts';
import { podiumMotifs } from './podium.ts';
import { railMotifs } from './rail.ts';
import { schoolMotifs } from './school.ts';
import { shelfMotifs } from './shelves.ts';
import { stageMotifs } from './stage.ts';
import { streetMotifs } from './street.ts';
import { tableMotifs } from './table.ts';
import { valleyMotifs } from './valley.ts';

export const motifs: Readonly<Record<string, readonly Composition[]>> = {
  ...chartMotifs,
  ...cityMotifs,
  ...coastMotifs,
  ...countryMotifs,
  ...ferryMotifs,
  ...heritageMotifs,
  ...gateMotifs,
  ...podiumMotifs,
  ...railMotifs,
  ...shelfMotifs,
  ...valleyMotifs,
  ...industryMotifs,
  ...schoolMotifs,
  ...stageMotifs,
  ...streetMotifs,
  ...tableMotifs,
};

/** Motifs that fit a section, for articles that bring no picture of their own. */
export const motifsOf = {
  politics: [
    'assembly-chamber',
    'hospital',
    'mountains',
    'bus-stop',
    'river-bridges',
    'snow-street',
    'forest',
  ],
  'north-korea': [
    'river-bridges',
    'radar-map',
    'rice-field',
    'pagoda',
    'satellite-dish',
    'classroom',
    'mountains',
  ],
  'k-pop': ['stage-lights', 'concert-crowd', 'microphone', 'train', 'skyline', 'bookshelf'],
  business: [
    'harbour-cranes',
    'ship-yard',
    'factory',
    'chart',
    'solar-field',
    'market-stalls',
    'apartment-blocks',
  ],
  society: [
    'exam-hall',
    'bus-stop',
    'hospital',
    'train',
    'ferry',
    'snow-street',
    'apartment-blocks',
    'skyline',
  ],
  culture: ['palace-gate', 'old-house', 'pagoda', 'kites', 'lighthouse', 'kitchen-table', 'bookshelf'],
  opinion: [
    'kitchen-table',
    'old-house',
    'satellite-dish',
    'lighthouse',
    'forest',
    'fishing-boats',
    'skyline',
  ],
} satisfies Record<Section, string[]>;

/** What a picture is asked to be; a story of the demo newspaper is one. */
export interface Commission {
  uri: string;
  section: string;
  picture: { motif: string; alt: { en: string } };
}

/**
 * The arrangement that a picture's description asks for by its words; where none does, one by chance of the uri.
 * Throws a RangeError for an unknown motif.
 */
export function composition({ uri, picture: { motif, alt } }: Commission): Composition {
  const all = motifs[motif];
  if (!all) throw new RangeError(`no motif "${motif}" (${uri}); there are ${Object.keys(motifs).join(', ')}`);
  const words = alt.en.toLowerCase();
  const asked = all.find(({ shows }) => shows.length > 0 && shows.every((word) => words.includes(word)));
  const chance = createHash('sha256').update(uri).digest().readUInt32BE(0);
  const chosen = asked ?? all[chance % all.length];
  if (!chosen) throw new RangeError(`the motif "${motif}" has no arrangement`);
  return chosen;
}
