import type { JSX } from 'preact';
import type { Media } from '#libs/contracts';
import { groundOf } from '../assets/ground.ts';
import {
  type Format,
  formats,
  type Kept,
  keptOf,
  renditionPath,
  type Width,
  widthsFor,
} from '../rendition.ts';

const COLUMN = 'calc(100vw - 32px)';

/** Where a picture stands: the widths worth offering there, and how wide it is shown. */
const slots = {
  lead: {
    from: 480,
    to: 1280,
    sizes: `(min-width: 1280px) 596px, (min-width: 900px) 46vw, ${COLUMN}`,
    cropped: true,
  },
  opener: {
    from: 480,
    to: 1600,
    sizes: `(min-width: 1280px) 803px, (min-width: 900px) 62vw, ${COLUMN}`,
    cropped: true,
  },
  hero: {
    from: 480,
    to: 1600,
    sizes: `(min-width: 1280px) 1010px, (min-width: 900px) 80vw, ${COLUMN}`,
    cropped: false,
  },
  body: {
    from: 320,
    to: 1280,
    sizes: `(min-width: 1280px) 596px, (min-width: 900px) 46vw, ${COLUMN}`,
    cropped: false,
  },
  big: {
    from: 480,
    to: 960,
    sizes: `(min-width: 1280px) 461px, (min-width: 900px) 36vw, ${COLUMN}`,
    cropped: true,
  },
  small: {
    from: 320,
    to: 640,
    sizes: '(min-width: 1280px) 218px, (min-width: 900px) 17vw, (min-width: 600px) 29vw, 112px',
    cropped: true,
  },
  pair: {
    from: 320,
    to: 960,
    sizes: `(min-width: 1280px) 365px, (min-width: 900px) 28vw, (min-width: 600px) 45vw, ${COLUMN}`,
    cropped: true,
  },
  list: { from: 320, to: 480, sizes: '(min-width: 600px) 220px, 112px', cropped: true },
} as const;
export type Slot = keyof typeof slots;

interface PictureProps {
  media: Media;
  slot: Slot;
  /** The one that a reader waits for: fetched before all others. */
  first?: boolean;
}

/** The widths that a slot offers of a picture. */
function offered({ mediaId, width }: Kept, slot: Slot) {
  const { from, to } = slots[slot];
  const fitting = widthsFor(width);
  const least = Math.min(from, fitting.at(-1)?.width ?? from);
  const widths = fitting.filter((each) => each.width >= least && each.width <= to);
  const path = (format: Format, of: Width) => renditionPath({ mediaId, format, width: of });
  return {
    set: (format: Format) => widths.map((each) => `${path(format, each.width)} ${each.shown}w`).join(', '),
    largest: path('jpg', widths.at(-1)?.width ?? 320),
  };
}

/** A picture that is kept here; nothing of one that is not. */
export function Picture({ media, slot, first = false }: PictureProps): JSX.Element | null {
  const kept = keptOf(media);
  if (!kept) return null;
  const { alt = '', focal = [0.5, 0.5], dominant } = media;
  const { sizes, cropped } = slots[slot];
  const { set, largest } = offered(kept, slot);
  const [x, y] = focal.map((part) => Math.round(part * 10));
  const classes = [
    ...(dominant ? [groundOf(dominant)] : []),
    ...(cropped ? ['cropped', `x${x}`, `y${y}`] : []),
  ];
  return (
    <picture>
      <source type={formats.avif} srcset={set('avif')} sizes={sizes} />
      <source type={formats.webp} srcset={set('webp')} sizes={sizes} />
      <img
        src={largest}
        srcset={set('jpg')}
        sizes={sizes}
        width={kept.width}
        height={kept.height}
        alt={alt}
        class={classes.length > 0 ? classes.join(' ') : undefined}
        {...(first ? { fetchpriority: 'high' as const } : { loading: 'lazy' as const })}
      />
    </picture>
  );
}

/** Has the browser fetch the first picture before it has read the page, as the smallest it is offered as. */
export function Preload({ media, slot }: Omit<PictureProps, 'first'>): JSX.Element | null {
  const kept = keptOf(media);
  if (!kept) return null;
  return (
    <link
      rel="preload"
      as="image"
      type={formats.avif}
      {...{ imagesrcset: offered(kept, slot).set('avif'), imagesizes: slots[slot].sizes }}
      fetchpriority="high"
    />
  );
}

interface FigureProps extends PictureProps {
  /** Whether the words stand even where the picture is not kept. */
  words?: boolean;
  /** Whether it is said how it may be used: on the page of its article. */
  terms?: boolean;
}

/** The same with its caption and whose it is. */
export function Figure({ words = false, terms = words, ...props }: FigureProps): JSX.Element | null {
  const { alt, caption, credit, usageTerms } = props.media;
  const kept = keptOf(props.media) !== undefined;
  if (!kept && !words) return null;
  const said = caption ?? (kept ? undefined : alt);
  const usage = kept && terms ? usageTerms : undefined;
  return (
    <figure>
      <Picture {...props} />
      {(said || credit || usage) && (
        <figcaption>
          {said && <span>{said}</span>} {credit && <span class="credit">{credit}</span>}
          {usage && <span class="credit"> {usage}</span>}
        </figcaption>
      )}
    </figure>
  );
}
