// Motifs of the table and the market.
import { type Canvas, type Composition, HEIGHT, type Place, WIDTH } from './canvas.ts';
import { ridge, sky } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { bowl, chair, kettle, pane, pendant, room, shaft, steam } from './room.ts';

/** Table boards seen from above. */
function boards(c: Canvas, wood: string): void {
  c.fill(wood);
  for (let y = 0; y < HEIGHT; y += 178) {
    c.rect([0, y, WIDTH, 172], mix(wood, c.t.warm, c.between(0, 0.16)));
    for (let grain = 0; grain < 5; grain++)
      c.curve(
        `M0 ${y + grain * 34 + 14}q400 ${c.between(-22, 22)} 800 0t800 0`,
        mix(wood, c.t.ink, 0.3),
        3,
        'opacity=".5"',
      );
  }
  c.dots([0, 0, WIDTH, HEIGHT], c.t.ink, 'down', 1500);
}

/** A bowl from above, with a rim and what is in it. */
function dish(
  c: Canvas,
  [x, y, r]: readonly [number, number, number],
  fill: string,
  glaze = c.t.white,
): void {
  c.oval([x + 16, y + 22, r], c.t.ink, 'opacity=".3"');
  c.oval([x, y, r], glaze);
  c.oval([x, y, r * 0.86], mix(glaze, c.t.ink, 0.16));
  c.oval([x, y, r * 0.78], fill);
}

/** An open hand, palm up, seen from above; the wrist leaves to below. */
function hand(c: Canvas, at: Place, sleeve: string): void {
  c.at(at, () => {
    c.path(
      'M-70 420V120Q-96 60 -150 0Q-164 -30 -138 -38Q-104 -20 -82 10L-86 -150Q-74 -176 -54 -154L-40 -30L-30 -190Q-12 -214 6 -190L10 -30L34 -170Q54 -188 66 -164L54 -14L84 -110Q104 -124 112 -100Q108 20 72 120V420z',
      c.t.skin,
    );
    c.curve('M-50 60Q0 20 50 70M-40 100Q10 70 40 110', mix(c.t.skin, c.t.brick, 0.5), 6);
    c.poly([-92, 250, 92, 250, 120, 620, -120, 620], sleeve);
    c.rect([-96, 240, 192, 30], mix(sleeve, c.t.ink, 0.3));
  });
}

const tables: Composition[] = [
  {
    shows: ['oysters', 'open hands'],
    hour: 'day',
    draw(c) {
      boards(c, mix(c.t.wood, c.t.dark, 0.25));
      dish(c, [800, 330, 250], mix(c.t.grey, c.t.ink, 0.25), c.t.white);
      for (let index = 0; index < 13; index++) {
        const turn = index * 2.4;
        const out = Math.sqrt(index) * 46;
        c.at([800 + Math.cos(turn) * out, 330 + Math.sin(turn) * out, 0.9, index * 47], () => {
          c.path(
            'M-62 6Q-56 -40 0 -44Q60 -36 64 4Q40 40 -10 38Q-54 36 -62 6z',
            mix(c.t.front, c.t.grey, 0.5),
          );
          c.path('M-48 4Q-40 -28 2 -30Q46 -24 50 2Q28 26 -8 26Q-42 24 -48 4z', c.t.pale);
          c.oval([8, 2, 22, 13], c.t.white);
        });
      }
      hand(c, [370, 800, 1.05, 16], c.t.accent);
      hand(c, [1230, 800, -1.05, -16], c.t.accent);
      c.rect([690, 760, 236, 200], c.t.ink, 'opacity=".3" rx="18"');
      c.rect([676, 744, 236, 200], c.t.near, 'rx="18"');
      c.oval([794, 806, 96, 50], mix(c.t.grey, c.t.white, 0.6));
      c.rect([736, 876, 116, 44], c.t.paper, 'rx="8"');
      c.line([794, 918, 820, 884], c.t.red, 6);
      for (const [x, y] of [
        [230, 250],
        [1390, 300],
      ] as const) {
        c.oval([x, y, 70], c.t.green);
        c.oval([x, y, 46], c.t.yellow);
      }
      return [800, 330];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      room(c, 780, c.t.pale, mix(c.t.soft, c.t.wood, 0.3));
      pane(c, [520, 90, 700, 470], () => {
        c.oval([980, 340, 84], c.t.sun);
        ridge(c, c.t.far, { y: 470, swing: 90 });
        ridge(c, c.t.mid, { y: 530, swing: 40 });
      });
      shaft(c, [520, 560, 1220, 560, 900, HEIGHT, 60, HEIGHT], 0.3);
      chair(c, [260, 1020, 2.1], c.t.near);
      chair(c, [1390, 1020, 2.1], c.t.near);
      c.rect([300, 770, 1010, 40], c.t.wood);
      for (const x of [350, 1230]) c.rect([x, 800, 36, 270], mix(c.t.wood, c.t.ink, 0.3));
      kettle(c, [640, 770, 1.5], c.t.accent);
      bowl(c, [900, 770, 1.05], c.t.white);
      bowl(c, [1090, 770, 0.95], c.t.green);
      steam(c, [800, 560, 56]);
      return [650, 680];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      boards(c, mix(c.t.near, c.t.wood, 0.4));
      const sides = [c.t.green, c.t.red, c.t.yellow, c.t.orange, c.t.white, c.t.brick, c.t.land];
      sides.forEach((fill, index) => {
        const turn = (index / sides.length) * Math.PI * 2 + 0.4;
        const at = [800 + Math.cos(turn) * 500, 530 + Math.sin(turn) * 330, 116] as const;
        dish(c, at, fill, index % 2 ? c.t.white : c.t.soft);
        c.dots([at[0] - 70, at[1] - 70, 140, 140], mix(fill, c.t.ink, 0.5), 'down', 90);
      });
      dish(c, [800, 530, 220], mix(c.t.red, c.t.orange, 0.3), c.t.front);
      for (let index = 0; index < 8; index++)
        c.rect([740 + (index % 3) * 50, 450 + Math.floor(index / 3) * 60, 46, 40], c.t.white, 'rx="8"');
      c.line([1140, 860, 1330, 610], c.t.gold, 12);
      c.line([1176, 876, 1360, 620], c.t.gold, 12);
      hand(c, [1290, 1010, -0.8, -24], c.t.accent);
      return [800, 530];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      room(c, 800, c.t.far, c.t.near);
      pane(c, [180, 150, 300, 360], () => c.oval([400, 260, 40], c.t.sun));
      pendant(c, [820, 310, 120]);
      chair(c, [430, 1010, 1.7], c.t.near);
      person(c, [1180, 860, 2.3], c.t.front, 'sit');
      c.oval([820, 760, 420, 60], c.t.wood);
      c.oval([820, 748, 420, 58], mix(c.t.wood, c.t.warm, 0.4));
      c.rect([796, 800, 48, 270], mix(c.t.wood, c.t.ink, 0.5));
      bowl(c, [700, 760, 0.9], c.t.white);
      bowl(c, [960, 762, 0.9], c.t.white);
      steam(c, [960, 660, 46]);
      return [820, 700];
    },
  },
];

/** A striped awning over a stall. */
function awning(
  c: Canvas,
  [x, y, width, height]: readonly [number, number, number, number],
  colour: string,
): void {
  const stripes = Math.round(width / 70);
  const wide = width / stripes;
  for (let index = 0; index < stripes; index++) {
    const left = x + index * wide;
    const inset = (at: number): number => x + width / 2 + (at - x - width / 2) * 0.86;
    const fill = index % 2 ? c.t.white : colour;
    c.poly([inset(left), y, inset(left + wide), y, left + wide, y + height, left, y + height], fill);
    c.path(`M${left} ${y + height}h${wide}v14a${wide / 2} 26 0 0 1 ${-wide} 0z`, mix(fill, c.t.ink, 0.14));
  }
  c.dots([x, y, width, height], c.t.ink, 'down', 260);
}

const markets: Composition[] = [
  {
    shows: ['escalator', 'glass counters'],
    hour: 'day',
    draw(c) {
      c.fill(mix(c.t.paper, c.t.pale, 0.5));
      for (let x = 0; x < WIDTH; x += 134)
        for (let y = (x / 134) % 2 ? 0 : 134; y < HEIGHT; y += 268) c.rect([x, y, 134, 134], c.t.pale);
      c.dots([0, 0, WIDTH, HEIGHT], c.t.near, 'down', 1500);
      const glass = mix(c.t.blue, c.t.white, 0.6);
      for (const x of [110, 420, 1040, 1350])
        for (const y of [90, 400, 710]) {
          if (x === 420 && y === 400)
            for (let bolt = 0; bolt < 5; bolt++) {
              const colour = [c.t.red, c.t.accent, c.t.green, c.t.orange, c.t.near][bolt] ?? c.t.red;
              c.rect([x - 10, y + bolt * 46, 190, 40], colour, 'rx="18"');
              c.oval([x + 176, y + 20 + bolt * 46, 14, 19], mix(colour, c.t.white, 0.5));
            }
          else {
            c.rect([x + 18, y + 22, 160, 240], c.t.ink, 'opacity=".22"');
            c.rect([x, y, 160, 240], c.t.wood);
            c.rect([x + 14, y + 14, 132, 212], glass);
            for (let item = 0; item < 6; item++)
              c.oval(
                [x + 48 + (item % 2) * 62, y + 54 + Math.floor(item / 2) * 66, 20, 16],
                c.pick([c.t.accent, c.t.red, c.t.gold, c.t.near]),
              );
            c.poly(
              [x + 14, y + 120, x + 80, y + 14, x + 120, y + 14, x + 14, y + 190],
              c.t.white,
              'opacity=".5"',
            );
          }
        }
      for (let bolt = 0; bolt < 4; bolt++)
        c.rect(
          [1040, 420 + bolt * 54, 200, 44],
          [c.t.blue, c.t.yellow, c.t.red, c.t.mid][bolt] ?? c.t.blue,
          'rx="20"',
        );
      c.rect([690, 190, 250, 720], c.t.ink, 'opacity=".25"');
      c.rect([670, 170, 250, 720], c.t.front);
      for (let step = 0; step < 22; step++)
        c.rect([712, 186 + step * 32, 166, 26], mix(c.t.grey, c.t.ink, 0.1 + step * 0.022));
      c.rect([680, 176, 24, 708], c.t.accent, 'rx="12"');
      c.rect([886, 176, 24, 708], c.t.accent, 'rx="12"');
      for (const [x, y, colour] of [
        [795, 420, c.t.red],
        [795, 700, c.t.blue],
        [330, 560, c.t.front],
        [1290, 370, c.t.accent],
        [980, 960, c.t.mid],
        [600, 300, c.t.near],
      ] as const) {
        c.path(`M${x} ${y}l80 56l-22 24z`, c.t.ink, 'opacity=".25"');
        c.oval([x, y, 40, 27], colour);
        c.oval([x, y - 4, 18], c.t.ink);
      }
      return [795, 530];
    },
  },
  {
    shows: ['account book', 'crates of ice'],
    hour: 'dawn',
    draw(c) {
      c.fill(mix(c.t.mid, c.t.near, 0.35));
      c.dots([0, 200, WIDTH, 500], c.t.ink, 'up', 1500);
      for (const x of [150, 1400]) c.rect([x, 250, 34, 720], c.t.front);
      c.glow([800, 420, 500], c.t.sun, 0.5);
      for (const [x, y] of [
        [420, 350],
        [1160, 350],
      ] as const) {
        c.line([x, 250, x, y], c.t.ink, 5);
        c.oval([x, y, 34, 40], c.t.yellow);
        c.glow([x, y, 170], c.t.yellow, 0.8);
      }
      person(c, [1240, 720, 2.2], c.t.accent);
      c.poly([60, 620, 1540, 620, 1640, 960, -40, 960], mix(c.t.wood, c.t.ink, 0.3));
      for (let index = 0; index < 3; index++) {
        const x = 50 + index * 520;
        c.poly([x + 34, 640, x + 436, 640, x + 480, 900, x - 10, 900], mix(c.t.blue, c.t.white, 0.72));
        c.dots([x, 650, 470, 240], c.t.blue, 'down', 280);
        for (let ice = 0; ice < 26; ice++)
          c.poly(
            [0, -16, 18, -4, 10, 16, -14, 12]
              .map((v, at) => v + (at % 2 ? c.between(664, 880) : 0))
              .map((v, at) => (at % 2 ? v : v + x + 60 + ((ice * 89) % 370))),
            c.t.white,
            'opacity=".8"',
          );
        c.rect([x - 20, 896, 510, 90], c.t.wood);
        c.line([x - 10, 940, x + 480, 940], c.t.ink, 5);
        if (index !== 1)
          for (let fish = 0; fish < 4; fish++)
            c.path(
              `M${x + 70} ${690 + fish * 54}q110 -50 220 -4l56 -26l-8 32l14 30l-62 -20q-110 44 -220 -12z`,
              mix(c.t.grey, c.t.blue, c.between(0.2, 0.7)),
            );
      }
      c.poly([590, 700, 790, 726, 790, 880, 566, 850], c.t.white);
      c.poly([790, 726, 1000, 700, 1024, 850, 790, 880], mix(c.t.white, c.t.grey, 0.16));
      for (let line = 0; line < 5; line++) {
        c.line([612, 734 + line * 23, 764, 756 + line * 23], c.t.soft, 4);
        c.line([816, 756 + line * 23, 976, 734 + line * 23], c.t.soft, 4);
      }
      c.line([700, 722, 690, 862], c.t.red, 3);
      c.line([860, 840, 1010, 730], c.t.accent, 16);
      c.poly([846, 850, 856, 830, 868, 848], c.t.ink);
      awning(c, [40, 60, 1520, 170], c.t.red);
      return [795, 790];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      sky(c);
      for (let index = 4; index >= 0; index--) {
        const s = 1.5 / (1 + index * 0.55);
        const y = 600 + 300 * s;
        for (const side of [-1, 1]) {
          const x = 800 + side * (60 + 420 * s);
          const left = side < 0 ? x - 420 * s : x - 120 * s;
          c.rect([left, y - 430 * s, 540 * s, 430 * s], mix(c.t.near, c.t.far, index * 0.15));
          c.rect([left + 40 * s, y - 250 * s, 460 * s, 120 * s], c.t.yellow, 'opacity=".8"');
          c.rect([left, y - 130 * s, 540 * s, 130 * s], mix(c.t.wood, c.t.ink, 0.3));
          for (let box = 0; box < 5; box++)
            c.oval(
              [left + 70 * s + box * 100 * s, y - 140 * s, 44 * s, 30 * s],
              c.pick([c.t.red, c.t.orange, c.t.green, c.t.accent]),
            );
          awning(c, [left - 20 * s, y - 420 * s, 580 * s, 110 * s], index % 2 ? c.t.accent : c.t.red);
        }
        c.glow([800, y - 360 * s, 300 * s], c.t.yellow, 0.35);
        for (let light = -2; light <= 2; light++)
          c.oval([800 + light * 110 * s, y - 470 * s + Math.abs(light) * -14 * s, 17 * s, 21 * s], c.t.sun);
        if (index === 2) person(c, [760, y, 1.15], c.t.accent, 'bag');
        if (index === 1) person(c, [880, y + 10, 1.35], c.t.ink, 'walk');
      }
      return [780, 720];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      sky(c, { clouds: 3 });
      c.rect([0, 700, WIDTH, 370], mix(c.t.warm, c.t.grey, 0.3));
      c.rect([0, 560, WIDTH, 150], c.t.far);
      c.line([800, 900, 800, 160], c.t.wood, 17);
      for (let slice = 0; slice < 8; slice++) {
        const [a, b] = [180 + slice * 155, 180 + (slice + 1) * 155];
        c.path(
          `M800 110Q${a + (800 - a) * 0.4} 190 ${a} 420Q${(a + b) / 2} 380 ${b} 420Q${b + (800 - b) * 0.4} 190 800 110z`,
          slice % 2 ? c.t.white : c.t.accent,
        );
      }
      c.dots([180, 200, 1240, 220], c.t.ink, 'down', 700);
      person(c, [560, 880, 2.1], c.t.near, 'sit');
      const baskets = [c.t.green, c.t.red, c.t.orange, c.t.yellow, c.t.land];
      baskets.forEach((colour, index) => {
        const x = 300 + index * 260;
        for (let fruit = 0; fruit < 13; fruit++)
          c.oval(
            [x - 84 + (fruit % 6) * 34, 890 - Math.floor(fruit / 6) * 34, 28, 26],
            mix(colour, c.t.ink, c.between(0, 0.22)),
          );
        c.path(`M${x - 124} 890H${x + 124}L${x + 96} 1010H${x - 96}z`, c.t.wood);
        for (const y of [920, 950, 980]) c.line([x - 112, y, x + 112, y], mix(c.t.wood, c.t.ink, 0.35), 5);
      });
      person(c, [1180, 880, 1.9], c.t.front, 'bag');
      return [800, 300];
    },
  },
];

export const tableMotifs = { 'kitchen-table': tables, 'market-stalls': markets };
