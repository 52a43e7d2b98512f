// Motifs of the city: its outline, its apartment blocks, its hospitals.
import { lamp, row, tower } from './buildings.ts';
import { type Canvas, type Composition, HEIGHT, WIDTH } from './canvas.ts';
import { gulls, ridge, rock, sky, water } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { pane, room, shaft } from './room.ts';
import { ambulance, helicopter } from './vehicles.ts';

const skylines: Composition[] = [
  {
    shows: ['oversized orange sun', 'padlock'],
    hour: 'day',
    draw(c) {
      sky(c);
      c.glow([930, 400, 820], c.t.orange, 0.5);
      c.oval([930, 400, 350], c.t.orange);
      c.dots([580, 300, 700, 450], c.t.red, 'down', 1300);
      row(c, [-30, 860, 1700, 420], { wall: c.t.mid, lit: 0 });
      c.rect([0, 650, WIDTH, 420], c.t.near);
      for (let index = 0; index < 7; index++) {
        const x = -10 + index * 236;
        const wall = [c.t.pale, c.t.soft, c.t.paper][index % 3] ?? c.t.pale;
        const high = [330, 400, 300, 360, 430, 320, 380][index] ?? 340;
        c.rect([x, 960 - high, 232, high], wall);
        c.dots([x, 960 - high, 232, high], mix(wall, c.t.ink, 0.6), 'down', 260);
        for (const dx of [30, 140]) c.rect([x + dx, 990 - high, 58, 66], mix(wall, c.t.ink, 0.5));
        if (index !== 2) c.rect([x + 78, 806, 82, 154], mix(wall, c.t.ink, 0.42));
      }
      c.rect([536, 776, 112, 184], c.t.blue);
      c.rect([536, 776, 22, 184], mix(c.t.blue, c.t.ink, 0.3));
      c.curve('M588 872v-24a22 22 0 0 1 44 0v24', c.t.ink, 9);
      c.rect([578, 866, 64, 54], c.t.yellow, 'rx="8"');
      c.oval([610, 890, 8], c.t.ink);
      c.rect([0, 958, WIDTH, 110], mix(c.t.warm, c.t.grey, 0.3));
      person(c, [770, 1010, 1.15], c.t.front, 'bag');
      person(c, [1190, 1000, 1], c.t.accent, 'walk');
      return [600, 860];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      sky(c, { sun: [1240, 190, 66], to: 640 });
      row(c, [-20, 660, 1700, 420], { wall: c.t.far, lit: 0.3 });
      row(c, [-60, 660, 1750, 270], { wall: c.t.near, lit: 0.45 });
      tower(c, [700, 120, 130, 540], { wall: c.t.mid, lit: 0.5 });
      c.poly([700, 120, 765, 20, 830, 120], c.t.mid);
      c.oval([765, 20, 9], c.t.accent);
      water(c, { y: 660, light: 765 });
      for (let x = 30; x < WIDTH; x += c.between(50, 100))
        c.rect([x, 670, 9, c.between(60, 210)], c.t.yellow, 'opacity=".3"');
      c.path(`M0 930Q500 880 1000 960T1600 950V${HEIGHT}H0z`, c.t.front);
      person(c, [390, 960, 0.95], c.t.accent);
      person(c, [460, 964, 0.9], c.t.soft);
      return [765, 260];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [420, 450, 130], clouds: 3 });
      ridge(c, c.t.far, { y: 560, swing: 100, crag: 0.3 });
      row(c, [-20, 900, 1700, 360], { wall: c.t.mid, lit: 0.3 });
      c.poly([0, 820, 900, 760, 1600, 830, 1600, HEIGHT, 0, HEIGHT], c.t.front);
      c.rect([0, 800, 1600, 14], c.t.ink);
      for (let x = 20; x < WIDTH; x += 46) c.rect([x, 800, 6, 80], c.t.ink);
      for (const x of [1170, 1390]) {
        c.rect([x - 70, 560, 140, 170], mix(c.t.accent, c.t.ink, 0.25), 'rx="26"');
        c.line([x - 50, 730, x - 60, 850], c.t.ink, 12);
        c.line([x + 50, 730, x + 60, 850], c.t.ink, 12);
        c.dots([x - 70, 560, 140, 160], c.t.ink, 'right', 200);
      }
      c.line([200, 700, 900, 720], c.t.ink, 4);
      for (let x = 230; x < 880; x += 104)
        c.path(
          `M${x} ${702 + (x - 200) / 35}h74l-6 ${c.between(70, 130)}h-62z`,
          c.pick([c.t.white, c.t.soft, c.t.accent, c.t.pale]),
        );
      person(c, [800, 960, 1.5], c.t.near);
      return [800, 760];
    },
  },
  {
    shows: [],
    hour: 'snow',
    draw(c) {
      sky(c, { clouds: 2 });
      ridge(c, c.t.far, { y: 430, swing: 150, crag: 0.7, waves: 1.4 });
      ridge(c, c.t.mid, { y: 560, swing: 90, crag: 0.4 });
      c.line([800, 470, 800, 250], c.t.front, 12);
      c.oval([800, 350, 44, 26], c.t.accent);
      c.rect([786, 360, 28, 330], c.t.front);
      row(c, [-20, 840, 1700, 250], { wall: mix(c.t.mid, c.t.pale, 0.4), lit: 0.06 });
      for (let index = 0; index < 16; index++) {
        const [x, y] = [(index * 233) % 1560, 850 + (index % 3) * 84];
        c.rect([x + 30, y, 150, 100], mix(c.t.near, c.t.pale, c.between(0, 0.3)));
        c.poly([x, y + 6, x + 50, y - 70, x + 170, y - 70, x + 214, y + 6], c.t.white);
        if (c.chance(0.6)) c.rect([x + 70, y + 26, 34, 40], c.t.yellow);
      }
      return [800, 350];
    },
  },
];

const apartments: Composition[] = [
  {
    shows: ['key', 'towers'],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [1320, 330, 90] });
      row(c, [-30, 720, 1700, 300], { wall: c.t.far, lit: 0.1 });
      for (let index = 0; index < 6; index++)
        tower(c, [40 + index * 262, 240 + (index % 2) * 46, 190, 620], {
          wall: mix(c.t.pale, c.t.mid, 0.25),
          lit: 0.24,
        });
      c.path(`M0 850Q600 800 1600 850V${HEIGHT}H0z`, c.t.near);
      person(c, [1370, 880, 0.62], c.t.front, 'walk');
      const key =
        'M330 780a150 150 0 1 1 290 46H1210v110h-70v-50h-60v86h-74v-86H620A150 150 0 0 1 330 780zM400 812a78 78 0 1 0 156 0a78 78 0 1 0 -156 0z';
      c.path(key, c.t.ink, 'fill-rule="evenodd" opacity=".35" transform="translate(18 24)"');
      c.path(key, c.t.accent, 'fill-rule="evenodd"');
      c.dots([340, 700, 860, 250], mix(c.t.accent, c.t.ink, 0.5), 'down', 340);
      return [478, 812];
    },
  },
  {
    shows: ['ribbons', 'identical'],
    hour: 'day',
    draw(c) {
      sky(c, { sun: [230, 180, 70], clouds: 3 });
      ridge(c, c.t.far, { y: 700, swing: 60 });
      for (let index = 0; index < 6; index++) {
        const x = 60 + index * 250;
        tower(c, [x, 200, 200, 740], { wall: c.t.pale, lit: 0.05, floors: 14, bays: 4 });
        c.rect([x - 6, 176, 212, 24], c.t.mid);
      }
      c.rect([0, 930, WIDTH, 140], c.t.land);
      for (let index = 0; index < 4; index++) {
        const y = 300 + index * 160;
        const x = 130 + index * 250;
        const colour = index === 1 ? c.t.accent : c.t.white;
        c.path(
          `M${x} ${y}q160 -50 330 0t340 0t340 0t360 0t400 0v84q-200 50 -400 0t-360 0t-340 0t-340 0t-330 0z`,
          c.t.ink,
          'opacity=".2" transform="translate(10 14)"',
        );
        c.path(
          `M${x} ${y}q160 -50 330 0t340 0t340 0t360 0t400 0v84q-200 50 -400 0t-360 0t-340 0t-340 0t-330 0z`,
          colour,
        );
        for (let at = x + 40; at < WIDTH; at += 92)
          c.rect([at, y + 14 + Math.sin(at / 105) * 14, 54, 46], mix(colour, c.t.ink, 0.16), 'rx="4"');
      }
      person(c, [390, 1010, 0.8], c.t.front, 'bag');
      person(c, [700, 1016, 0.8], c.t.accent, 'point');
      return [470, 480];
    },
  },
  { shows: ['cut-open', 'pillow'], hour: 'night', draw: cutOpen },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      sky(c, { clouds: 4 });
      c.poly([0, 0, 560, 0, 690, 470, 0, HEIGHT], c.t.mid);
      c.poly([1600, 0, 1060, 0, 930, 470, 1600, HEIGHT], c.t.near);
      for (let floor = 0; floor < 11; floor++) {
        const part = (floor / 11) ** 1.25;
        const left = [0 + part * 640, HEIGHT - part * 600] as const;
        for (let bay = 0; bay < 5; bay++) {
          const [x, y, s] = [
            left[0] - bay * 118 * (1 - part * 0.5),
            left[1] - bay * 190 * (1 - part * 0.2),
            1 - part * 0.75,
          ];
          const lit = c.chance(0.16) ? c.t.yellow : mix(c.t.mid, c.t.ink, 0.45);
          c.poly([x, y, x + 66 * s, y - 60 * s, x + 66 * s, y - 150 * s, x, y - 90 * s], lit);
          c.poly(
            [
              WIDTH - x,
              y,
              WIDTH - x - 66 * s,
              y - 60 * s,
              WIDTH - x - 66 * s,
              y - 150 * s,
              WIDTH - x,
              y - 90 * s,
            ],
            mix(lit, c.t.ink, 0.2),
          );
        }
      }
      tower(c, [700, 430, 200, 700], { wall: c.t.pale, lit: 0.2 });
      gulls(c, [800, 250, 170]);
      return [800, 440];
    },
  },
];

function cutOpen(c: Canvas): readonly [number, number] {
  sky(c, { sun: [1450, 160, 56] });
  row(c, [-20, 1067, 1700, 500], { wall: c.t.mid, lit: 0.15 });
  c.rect([180, 70, 1180, 1000], c.t.ink);
  for (let floor = 0; floor < 3; floor++)
    for (let flat = 0; flat < 3; flat++) {
      const [x, y] = [206 + flat * 384, 96 + floor * 322];
      const lively = flat === 1 && floor < 2;
      const wall = lively
        ? mix(c.t.warm, c.t.accent, floor ? 0.05 : 0.2)
        : mix(c.t.mid, c.t.soft, c.chance(0.4) ? 0.4 : 0.1);
      c.rect([x, y, 360, 296], wall);
      c.dots([x, y, 360, 296], c.t.ink, 'up', lively ? 160 : 420);
      c.rect([x, y + 270, 360, 26], mix(c.t.wood, c.t.ink, 0.3));
      if (lively) continue;
      c.rect([x + 40, y + 190, 150, 80], mix(c.t.front, c.t.soft, 0.3), 'rx="12"');
      c.rect([x + 240, y + 60, 80, 100], mix(wall, c.t.ink, 0.4));
      if (c.chance(0.5)) person(c, [x + 280, y + 272, 1], c.t.near);
    }
  c.glow([770, 240, 320], c.t.sun, 0.5);
  c.at([770, 318, 0.9, -8], () => {
    c.line([-24, 20, -46, -40, -20, -60], c.t.front, 18);
    c.line([24, 20, 50, -36, 18, -60], c.t.front, 18);
    c.path('M-26 -50Q-30 -110 -18 -124H18Q30 -110 26 -50z', c.t.accent);
    c.line([-18, -112, -56, -160], c.t.accent, 14);
    c.line([18, -112, 58, -158], c.t.accent, 14);
    c.oval([0, -150, 22, 24], c.t.skin);
    c.path('M-24 -150q0 -30 24 -30t24 30q-20 -14 -48 0z', c.t.ink);
  });
  for (const x of [680, 770, 860]) c.curve(`M${x} 376q-26 30 0 58t0 58t0 58`, c.t.red, 9);
  c.rect([620, 660, 320, 40], mix(c.t.blue, c.t.paper, 0.2), 'rx="12"');
  c.line([690, 655, 770, 640, 850, 660], c.t.near, 40);
  c.oval([690, 622, 26, 28], c.t.skin);
  c.path('M632 590Q690 556 752 590Q764 624 742 630Q690 596 640 632Q620 620 632 590z', c.t.white);
  return [770, 300];
}

const hospitals: Composition[] = [
  {
    shows: ['dusk', 'ambulance'],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [300, 420, 90], clouds: 2 });
      ridge(c, c.t.far, { y: 560, swing: 110 });
      ridge(c, c.t.mid, { y: 700, swing: 60 });
      tower(c, [520, 340, 760, 560], { wall: mix(c.t.far, c.t.paper, 0.25), lit: 0.02, floors: 6, bays: 11 });
      c.rect([1010, 250, 120, 100], c.t.white);
      c.path('M1058 264h24v24h24v24h-24v24h-24v-24h-24v-24h24z', c.t.red);
      for (let bay = 0; bay < 10; bay++) c.rect([548 + bay * 70, 786, 46, 66], c.t.yellow);
      c.glow([850, 830, 420], c.t.yellow, 0.6);
      c.rect([800, 770, 150, 130], c.t.sun);
      c.rect([770, 752, 210, 22], c.t.front);
      c.path(`M0 900H1600V${HEIGHT}H0z`, c.t.front);
      c.poly([800, 900, 950, 900, 1120, HEIGHT, 600, HEIGHT], c.t.yellow, 'opacity=".2"');
      ambulance(c, [560, 990, 1.35]);
      person(c, [870, 930, 0.85], c.t.white, 'walk');
      person(c, [940, 935, 0.85], c.t.white);
      lamp(c, [1370, 940, 1.1]);
      return [600, 890];
    },
  },
  {
    shows: ['clinic', 'helicopter'],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [1370, 500, 80], clouds: 3, to: 760 });
      water(c, { y: 760, light: 1370 });
      c.path('M140 800Q220 640 420 600Q640 560 820 590Q1060 600 1130 720Q1180 760 1240 810z', c.t.near);
      c.dots([140, 580, 1100, 220], mix(c.t.near, c.t.low, 0.5), 'up', 900);
      for (const [x, s] of [
        [220, 1.1],
        [520, 1.3],
        [900, 1.2],
        [1150, 1],
      ] as const)
        rock(c, [x, 820, s], c.t.front);
      c.rect([350, 410, 330, 200], c.t.white);
      c.rect([560, 410, 120, 200], mix(c.t.white, c.t.ink, 0.2));
      c.rect([330, 394, 370, 22], c.t.front);
      c.path('M436 440h30v28h28v30h-28v28h-30v-28h-28v-30h28z', c.t.red);
      c.rect([590, 510, 60, 100], c.t.yellow);
      c.glow([620, 560, 150], c.t.yellow, 0.7);
      c.oval([900, 640, 170, 34], c.t.grey);
      c.oval([900, 638, 130, 24], mix(c.t.grey, c.t.yellow, 0.6));
      for (const x of [745, 820, 900, 980, 1055]) {
        c.oval([x, 650, 9], c.t.sun);
        c.glow([x, 650, 60], c.t.yellow, 0.9);
      }
      helicopter(c, [1200, 320, -1.15, -10], c.t.accent);
      for (let line = 0; line < 5; line++)
        c.curve(
          `M${640 + line * 26} ${190 + line * 56}q130 -60 250 0t220 -6q40 -50 -6 -64t-36 34`,
          c.t.white,
          8,
          'opacity=".75"',
        );
      person(c, [760, 630, 0.6], c.t.ink, 'point');
      return [1180, 280];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      room(c, 760, c.t.pale, mix(c.t.soft, c.t.pale, 0.4));
      pane(
        c,
        [760, 130, 700, 440],
        () => {
          c.oval([1260, 400, 80], c.t.sun);
          ridge(c, c.t.far, { y: 480, swing: 70 });
          ridge(c, c.t.mid, { y: 560, swing: 40 });
        },
        3,
      );
      shaft(c, [560, HEIGHT, 860, 760, 1400, 760, 1300, HEIGHT], 0.4);
      c.rect([180, 700, 700, 60], c.t.white, 'rx="20"');
      c.path('M300 700Q420 620 620 650T880 690V780H300z', c.t.accent);
      c.oval([270, 660, 100, 44], c.t.white);
      c.oval([286, 640, 46, 36], c.t.ink);
      for (const x of [170, 890]) c.rect([x - 12, 540, 24, 400], c.t.grey, 'rx="8"');
      c.rect([170, 780, 720, 30], c.t.grey);
      c.line([80, 960, 80, 200, 150, 200], c.t.front, 9);
      c.rect([112, 220, 70, 120], mix(c.t.blue, c.t.white, 0.6), 'rx="16"');
      c.curve('M148 340C150 480 220 520 300 640', c.t.front, 4);
      person(c, [1110, 900, 2], c.t.front, 'sit');
      return [520, 660];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      c.fill(c.t.near);
      for (let step = 0; step < 7; step++) {
        const part = step / 7;
        const [x, y] = [800 * part * 0.85, 530 * part * 0.85];
        c.rect([x, y, WIDTH - 2 * x, HEIGHT - 2 * y], mix(c.t.mid, c.t.pale, part * 0.7));
        c.rect([700 + step * 12, y + 18, 200 - step * 24, 14 - step], c.t.sun);
      }
      c.poly([0, HEIGHT, 680, 616, 920, 616, WIDTH, HEIGHT], mix(c.t.soft, c.t.mid, 0.5));
      c.glow([800, 530, 430], c.t.sun, 0.8);
      c.rect([700, 440, 200, 178], c.t.warm);
      for (const [x, h] of [
        [80, 620],
        [330, 430],
        [490, 290],
      ] as const) {
        c.rect([x, 530 - h * 0.34, h * 0.26, h * 0.74], mix(c.t.near, c.t.soft, 0.35));
        c.rect([WIDTH - x - h * 0.26, 530 - h * 0.34, h * 0.26, h * 0.74], mix(c.t.near, c.t.soft, 0.2));
      }
      c.dots([0, 0, WIDTH, HEIGHT], c.t.ink, 'down', 1300);
      c.poly([700, 618, 900, 618, 1060, HEIGHT, 540, HEIGHT], c.t.sun, 'opacity=".2"');
      person(c, [790, 690, 1.1], c.t.white, 'walk');
      person(c, [1130, 900, 1.7], c.t.accent, 'sit');
      c.rect([1060, 890, 230, 24], c.t.front);
      return [795, 600];
    },
  },
];

export const cityMotifs = { skyline: skylines, 'apartment-blocks': apartments, hospital: hospitals };
