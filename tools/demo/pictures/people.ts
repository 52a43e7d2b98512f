// Small people, for scale: coats, heads and hands, never faces.
import type { Canvas, Place } from './canvas.ts';
import { mix } from './palette.ts';

type Pose = 'stand' | 'walk' | 'point' | 'bag' | 'sit' | 'board';

/** A person of 170 units, feet at the place (seat at the place for `sit`). */
export function person(c: Canvas, at: Place, coat: string, pose: Pose = 'stand'): void {
  const { skin, ink } = c.t;
  const trousers = mix(coat, ink, 0.7);
  c.at(at, () => {
    if (pose === 'sit') c.line([0, -8, 44, -6, 46, 56], trousers, 24);
    else if (pose === 'walk') c.line([-26, 0, -4, -62, 0, -70, 8, -62, 30, -2], trousers, 20);
    else c.line([-11, 0, -9, -66, 9, -66, 11, 0], trousers, 19);
    const low = pose === 'sit' ? 4 : -52;
    c.path(`M-30 ${low}Q-34 -100 -22 ${low - 76}Q0 ${low - 92} 22 ${low - 76}Q34 -100 30 ${low}z`, coat);
    c.path(`M6 ${low}Q12 ${low - 40} 12 ${low - 82}L22 ${low - 76}Q34 -100 30 ${low}z`, ink, 'opacity=".22"');
    const shoulder = low - 66;
    const arm = mix(coat, ink, 0.25);
    if (pose === 'point') c.line([20, shoulder, 46, shoulder + 18, 82, shoulder - 6], arm, 15);
    else if (pose === 'board') c.line([18, shoulder, 32, shoulder + 34, 50, shoulder + 24], arm, 14);
    else c.line([20, shoulder, 30, shoulder + 30, 26, shoulder + 56], arm, 14);
    if (pose === 'bag') c.rect([18, shoulder + 50, 34, 44], c.t.accent, 'rx="5"');
    if (pose === 'board')
      c.rect([38, shoulder + 4, 36, 46], c.t.white, 'rx="3" transform="rotate(-14 56 -90)"');
    c.rect([-7, low - 96, 14, 20], mix(skin, ink, 0.15));
    c.oval([0, low - 106, 18, 21], skin);
    c.path(`M-20 ${low - 104}q-2 -28 20 -28q24 0 21 30q-14 -16 -41 -2z`, ink);
  });
}

/** Someone seen from behind in a seat: shoulders and hair, about 110 wide. */
export function back(c: Canvas, at: Place, coat: string): void {
  c.at(at, () => {
    c.path('M-62 60Q-64 -8 -26 -18Q0 -28 26 -18Q64 -8 62 60z', coat);
    c.path('M18 60Q30 20 20 -20Q64 -8 62 60z', c.t.ink, 'opacity=".2"');
    c.oval([0, -46, 27, 31], c.t.ink);
  });
}

/** Rows of heads, for a crowd that looks away from us. */
export function crowd(
  c: Canvas,
  [x, y, width]: readonly [number, number, number],
  colour: string,
  arms = 0.3,
): void {
  for (let at = x; at < x + width; ) {
    const s = c.between(0.75, 1.15);
    const up = y + c.between(-14, 14);
    c.path(
      `M${at - 46 * s} ${y + 200}V${up + 40}Q${at} ${up - 10} ${at + 46 * s} ${up + 40}V${y + 200}z`,
      colour,
    );
    c.oval([at, up, 22 * s, 26 * s], colour);
    if (c.chance(arms)) {
      c.line([at + 34 * s, up + 50, at + 44 * s, up - 6, at + 34 * s, up - 64], colour, 13 * s);
      c.oval([at + 34 * s, up - 82, 10 * s], c.t.accent);
      c.glow([at + 34 * s, up - 82, 40 * s], c.t.accent, 0.6);
    }
    at += c.between(62, 92) * s;
  }
}
