import type { JSX } from 'preact';
import type { Media } from '#libs/contracts';
import { type Format, formats, renditionPath, type Width, widthsFor } from '../rendition.ts';

/** Where a picture stands: the widths worth offering there, and how wide it is shown. */
const slots = {
  lead: { from: 480, to: 1600, sizes: '(min-width: 72rem) 70rem, 100vw', cropped: true },
  hero: { from: 480, to: 1600, sizes: '(min-width: 72rem) 70rem, 100vw', cropped: false },
  body: { from: 320, to: 1280, sizes: '(min-width: 42rem) 40rem, 100vw', cropped: false },
  teaser: { from: 320, to: 960, sizes: '(min-width: 600px) 20rem, 100vw', cropped: true },
} as const;
export type Slot = keyof typeof slots;

interface PictureProps {
  media: Media;
  slot: Slot;
  /** The one that a reader waits for: fetched before all others. */
  first?: boolean;
}

/** A picture that is kept here; nothing of one that is not (foreign pictures are never loaded). */
export function Picture({ media, slot, first = false }: PictureProps): JSX.Element | null {
  const { mediaId, width, height, alt = '', focal = [0.5, 0.5] } = media;
  if (!mediaId || !width || !height) return null;
  const { from, to, sizes, cropped } = slots[slot];
  const fitting = widthsFor(width);
  const least = Math.min(from, fitting.at(-1)?.width ?? from);
  const offered = fitting.filter((each) => each.width >= least && each.width <= to);
  const path = (format: Format, of: Width) => renditionPath({ mediaId, format, width: of });
  const set = (format: Format) =>
    offered.map((each) => `${path(format, each.width)} ${each.shown}w`).join(', ');
  const [x, y] = focal.map((part) => Math.round(part * 10));
  return (
    <picture>
      <source type={formats.avif} srcset={set('avif')} sizes={sizes} />
      <source type={formats.webp} srcset={set('webp')} sizes={sizes} />
      <img
        src={path('jpg', offered.at(-1)?.width ?? 320)}
        srcset={set('jpg')}
        sizes={sizes}
        width={width}
        height={height}
        alt={alt}
        class={cropped ? `cropped x${x} y${y}` : undefined}
        {...(first ? { fetchpriority: 'high' as const } : { loading: 'lazy' as const })}
      />
    </picture>
  );
}

interface FigureProps extends PictureProps {
  /** Whether the words stand even where the picture is not kept. */
  words?: boolean;
}

/** The same with its caption and whose it is. */
export function Figure({ words = false, ...props }: FigureProps): JSX.Element | null {
  const { mediaId, width, alt, caption, credit } = props.media;
  const kept = mediaId !== undefined && width !== undefined;
  if (!kept && !words) return null;
  const said = caption ?? (kept ? undefined : alt);
  return (
    <figure>
      <Picture {...props} />
      {(said || credit) && (
        <figcaption>
          {said} {credit && <span class="meta">{credit}</span>}
        </figcaption>
      )}
    </figure>
  );
}
