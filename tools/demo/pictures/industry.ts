// Motifs of making and power: factories, fields of panels, dish aerials.
import { cottage, halls, row, smoke } from './buildings.ts';
import { type Canvas, type Composition, HEIGHT, type Place, WIDTH } from './canvas.ts';
import { ridge, sky, tree, water } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { room } from './room.ts';

const factories: Composition[] = [
  {
    shows: ['furnaces', 'glowing orange'],
    hour: 'night',
    draw(c) {
      room(c, 820, c.t.far, c.t.near);
      for (let x = 0; x < WIDTH; x += 200)
        c.line([x, 0, x + 100, 150, x + 200, 0], c.t.ink, 12, 'opacity=".5"');
      c.glow([510, 520, 700], c.t.orange, 0.75);
      const furnace = (x: number, colour: string, mouth: string): void => {
        c.path(
          `M${x - 150} 860V400Q${x - 150} 330 ${x - 70} 290V110H${x + 70}V290Q${x + 150} 330 ${x + 150} 400V860z`,
          colour,
        );
        c.path(
          `M${x + 60} 860V110H${x + 70}V290Q${x + 150} 330 ${x + 150} 400V860z`,
          c.t.ink,
          'opacity=".3"',
        );
        for (const y of [320, 470, 770]) c.rect([x - 160, y, 320, 22], mix(colour, c.t.ink, 0.45));
        c.path(`M${x - 74} 740V610a74 74 0 0 1 148 0V740z`, mouth);
      };
      furnace(510, mix(c.t.orange, c.t.red, 0.35), c.t.sun);
      furnace(1100, mix(c.t.grey, c.t.ink, 0.3), c.t.ink);
      c.glow([510, 660, 260], c.t.sun, 0.9);
      for (const y of [190, 400]) {
        c.line([580, y, 1030, y], c.t.ink, 54);
        c.line([580, y - 6, 1030, y - 6], c.t.grey, 36);
        c.rect([780, y - 40, 30, 74], c.t.accent);
      }
      for (let index = 0; index < 6; index++) {
        const x = 90 + index * 260;
        c.rect([x, 900, 210, 110], mix(c.t.wood, c.t.ink, 0.2));
        for (let block = 0; block < 4; block++)
          c.rect(
            [x + 12 + block * 48, 862 + (block % 2) * 8, 44, 60],
            mix(c.t.grey, c.t.ink, c.between(0, 0.3)),
          );
        c.line([x, 940, x + 210, 940], c.t.ink, 6);
      }
      person(c, [800, 860, 1.25], c.t.accent, 'point');
      return [510, 640];
    },
  },
  {
    shows: ['saw-tooth roofs', 'single lit window'],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [300, 420, 90], clouds: 1 });
      ridge(c, c.t.far, { y: 560, swing: 80 });
      halls(c, [-40, 600, 800, 200], c.t.mid, 4);
      halls(c, [620, 590, 1040, 260], mix(c.t.near, c.t.mid, 0.3), 4);
      halls(c, [-60, 700, 1120, 260], c.t.near, 5);
      const duct = mix(c.t.white, c.t.grey, 0.45);
      for (const [d, w] of [
        ['M1120 860V520H1290V640', 44],
        ['M1360 860V560Q1360 500 1420 500H1600', 60],
        ['M940 960V800H1180', 50],
      ] as const) {
        c.curve(d, c.t.ink, w + 12);
        c.curve(d, duct, w);
        c.curve(d, c.t.white, w * 0.2, 'opacity=".7"');
      }
      c.rect([400, 780, 120, 92], c.t.yellow);
      c.rect([456, 780, 8, 92], c.t.ink);
      c.glow([460, 826, 260], c.t.yellow, 0.85);
      c.rect([0, 950, WIDTH, 120], c.t.front);
      c.poly([400, 956, 520, 956, 640, HEIGHT, 300, HEIGHT], c.t.yellow, 'opacity=".25"');
      person(c, [730, 1000, 0.9], c.t.accent, 'walk');
      return [460, 826];
    },
  },
  {
    shows: ['orange discs', 'chimney'],
    hour: 'day',
    draw(c) {
      sky(c, { clouds: 3 });
      ridge(c, c.t.far, { y: 640, swing: 60 });
      c.poly([1150, 640, 1170, 130, 1250, 130, 1270, 640], c.t.brick);
      c.poly([1220, 640, 1220, 130, 1250, 130, 1270, 640], c.t.ink, 'opacity=".25"');
      c.rect([1160, 120, 100, 30], c.t.front);
      halls(c, [260, 520, 1120, 390], c.t.brick, 4);
      for (let line = 0; line < 9; line++)
        for (let at = 270 + (line % 2) * 30; at < 1340; at += 90)
          if (c.chance(0.5)) c.rect([at, 546 + line * 40, 56, 16], mix(c.t.brick, c.t.ink, 0.22));
      for (const x of [860, 1050, 1220]) c.rect([x, 610, 100, 130], mix(c.t.front, c.t.blue, 0.2));
      c.path('M420 910V700a130 130 0 0 1 260 0V910z', c.t.ink);
      c.rect([0, 900, WIDTH, 170], mix(c.t.warm, c.t.grey, 0.35));
      c.dots([0, 900, WIDTH, 170], c.t.ink, 'down', 600);
      for (const [x, y, r] of [
        [600, 830, 82],
        [790, 866, 100],
        [1030, 886, 122],
        [1330, 906, 148],
      ] as const) {
        c.oval([x + 20, y + r - 4, r, r * 0.12], c.t.ink, 'opacity=".3"');
        c.oval([x, y, r * 0.94, r], c.t.orange);
        for (const part of [0.82, 0.68, 0.54])
          c.oval(
            [x, y, r * 0.94 * part, r * part],
            'none',
            `stroke="${mix(c.t.orange, c.t.ink, 0.35)}" stroke-width="4"`,
          );
        c.oval([x, y, r * 0.32, r * 0.34], c.t.accent);
        c.oval([x, y, r * 0.06], c.t.ink);
        c.path(
          `M${x} ${y}L${x - r * 0.3} ${y - r * 0.9}L${x + r * 0.06} ${y - r * 0.95}z`,
          c.t.white,
          'opacity=".3"',
        );
      }
      person(c, [250, 980, 1.2], c.t.front, 'point');
      return [1030, 880];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [380, 460, 120], to: 700 });
      row(c, [900, 690, 760, 120], { wall: c.t.far });
      for (const [x, h, w] of [
        [860, 430, 74],
        [1040, 520, 84],
        [1240, 470, 78],
      ] as const) {
        smoke(c, [x, 700 - h, 44], mix(c.t.paper, c.t.soft, 0.4), 44);
        c.poly([x - w * 0.6, 710, x - w * 0.4, 700 - h, x + w * 0.4, 700 - h, x + w * 0.6, 710], c.t.near);
        c.rect([x - w * 0.4, 740 - h, w * 0.8, 34], c.t.accent);
      }
      halls(c, [640, 610, 860, 110], c.t.near, 7);
      water(c, { y: 710, light: 380 });
      c.path(`M0 960Q500 860 900 950T1600 930V${HEIGHT}H0z`, c.t.front);
      person(c, [520, 930, 0.9], c.t.accent);
      c.line([560, 850, 720, 780, 760, 900], c.t.ink, 4);
      return [1040, 300];
    },
  },
];

/** A tilted solar panel on posts, 300 wide. */
function panel(c: Canvas, at: Place, post = 150): void {
  c.at(at, () => {
    const steel = mix(c.t.grey, c.t.ink, 0.3);
    c.line([-90, 0, -90, -post], steel, 10);
    c.line([100, 0, 100, -post - 40], steel, 10);
    c.poly([-160, -post, 130, -post - 110, 170, -post - 96, -120, -post + 18], mix(c.t.blue, c.t.ink, 0.4));
    c.poly([-160, -post, -110, -post - 80, 190, -post - 160, 160, -post - 76], c.t.blue);
    for (let part = 1; part < 5; part++)
      c.line(
        [-160 + part * 64, -post - part * 15.2, -110 + part * 60, -post - 80 - part * 16],
        c.t.white,
        3,
        'opacity=".6"',
      );
    c.line([-135, -post - 40, 175, -post - 118], c.t.white, 3, 'opacity=".6"');
  });
}

const panels: Composition[] = [
  {
    shows: ['cabbages', 'red sun'],
    hour: 'dusk',
    draw(c) {
      sky(c, { to: 620 });
      c.glow([1100, 520, 520], c.t.red, 0.6);
      c.oval([1100, 520, 150], c.t.red);
      ridge(c, c.t.far, { y: 590, swing: 40 });
      c.rect([0, 600, WIDTH, 470], mix(c.t.wood, c.t.ink, 0.35));
      for (let line = 0; line < 6; line++) {
        const y = 640 + line * line * 15 + line * 12;
        const s = 0.35 + line * 0.2;
        if (line % 2 === 1)
          for (let x = -60 + line * 30; x < WIDTH + 100; x += 330 * s + 70) panel(c, [x, y, s], 240);
        for (let x = -20 + line * 17; x < WIDTH + 60; x += 100 * s + 16) {
          c.oval([x, y + 30 * s, 48 * s, 40 * s], mix(c.t.green, c.t.ink, 0.3));
          c.oval([x - 4 * s, y + 22 * s, 38 * s, 32 * s], c.t.green);
          c.curve(
            `M${x - 24 * s} ${y + 26 * s}q${20 * s} ${-26 * s} ${44 * s} ${-14 * s}M${x - 4 * s} ${y + 44 * s}v${-34 * s}`,
            mix(c.t.green, c.t.white, 0.5),
            4 * s,
          );
        }
      }
      person(c, [360, 930, 1.15], c.t.accent, 'bag');
      return [1100, 520];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      c.fill(c.t.land);
      c.dots([0, 0, WIDTH, HEIGHT], c.t.ink, 'down', 1500);
      c.at([800, 530, 1, 18], () => {
        c.rect([-1100, 40, 2200, 70], mix(c.t.warm, c.t.wood, 0.2));
        for (let line = -4; line < 5; line++)
          for (let column = -4; column < 5; column++) {
            if (line === 0) continue;
            const [x, y] = [column * 230 - 105, line * 150 + (line > 0 ? 0 : 20)];
            c.rect([x + 10, y + 16, 210, 100], c.t.ink, 'opacity=".3"');
            c.rect([x, y, 210, 100], mix(c.t.blue, c.t.near, c.between(0.1, 0.4)));
            for (let part = 1; part < 6; part++)
              c.line([x + part * 35, y, x + part * 35, y + 100], c.t.pale, 2);
            c.line([x, y + 50, x + 210, y + 50], c.t.pale, 2);
            if (c.chance(0.14))
              c.poly([x, y, x + 120, y, x + 30, y + 100, x, y + 100], c.t.white, 'opacity=".6"');
          }
        c.oval([120, 78, 34, 26], c.t.accent);
        c.oval([124, 74, 17], c.t.yellow);
        c.poly([120, 84, 180, 130, 210, 110], c.t.ink, 'opacity=".3"');
      });
      return [890, 640];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [1160, 330, 90], to: 560 });
      ridge(c, c.t.far, { y: 440, swing: 150, crag: 0.4 });
      ridge(c, c.t.mid, { y: 540, swing: 60 });
      water(c, { y: 560, light: 1160 });
      for (let line = 0; line < 5; line++) {
        const y = 620 + line * line * 18 + line * 20;
        const s = 0.4 + line * 0.26;
        for (let index = 0; index < 6; index++) {
          const x = 160 + index * 220 * s + line * 20;
          c.poly([x, y, x + 190 * s, y, x + 170 * s, y + 56 * s, x - 40 * s, y + 56 * s], c.t.near);
          c.poly(
            [x + 6 * s, y + 2, x + 176 * s, y + 2, x + 160 * s, y + 44 * s, x - 24 * s, y + 44 * s],
            c.t.blue,
          );
          c.line([x + 90 * s, y, x + 70 * s, y + 44 * s], c.t.pale, 3);
        }
      }
      c.path('M1180 900H1460L1420 950H1220z', c.t.front);
      person(c, [1300, 906, 1.1], c.t.accent, 'point');
      return [1310, 830];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      sky(c, { sun: [300, 230, 130], clouds: 2 });
      ridge(c, c.t.far, { y: 620, swing: 90 });
      ridge(c, c.t.land, { y: 740, swing: 30 });
      cottage(c, [300, 790, 1.2], { roof: c.t.front });
      tree(c, [90, 790, 1.1], c.t.near);
      panel(c, [1050, 960, 2.9], 110);
      c.path(`M0 910Q700 870 1600 930V${HEIGHT}H0z`, c.t.near);
      person(c, [620, 960, 1.5], c.t.accent, 'point');
      return [1060, 500];
    },
  },
];

/** A dish aerial, 300 across, that looks up and to the right. */
function dish(c: Canvas, at: Place, colour = c.t.white): void {
  c.at(at, () => {
    c.poly([-60, 0, -16, -150, 24, -150, 70, 0], mix(colour, c.t.ink, 0.55));
    c.at([0, -200, 1, -38], () => {
      c.path('M-170 -20Q-150 120 0 130Q150 120 170 -20z', mix(colour, c.t.ink, 0.28));
      c.oval([0, -20, 170, 52], colour);
      c.oval([0, -12, 140, 36], mix(colour, c.t.ink, 0.14));
      c.line([-120, -20, 0, -170, 120, -20], c.t.ink, 7);
      c.oval([0, -172, 20, 24], c.t.accent);
    });
    c.dots([-60, -220, 120, 110], c.t.ink, 'down', 130);
  });
}

const dishes: Composition[] = [
  {
    shows: ['telephone', 'bare table'],
    hour: 'dusk',
    draw(c) {
      room(c, 790, mix(c.t.mid, c.t.near, 0.4), c.t.near);
      c.rect([360, 60, 900, 640], c.t.front);
      c.inside('M384 84h852v592h-852z', () => {
        c.fade([384, 84, 852, 592], c.t.top, c.t.low);
        c.oval([560, 480, 70], c.t.sun);
        c.path('M384 600Q700 480 960 430Q1120 420 1240 520V680H384z', c.t.near);
        dish(c, [980, 440, 0.72]);
        c.dots([384, 430, 860, 250], c.t.ink, 'down', 500);
      });
      c.rect([802, 84, 16, 592], c.t.front);
      c.poly([0, 860, 1600, 860, 1600, HEIGHT, 0, HEIGHT], c.t.wood);
      c.dots([0, 860, WIDTH, 200], c.t.ink, 'down', 900);
      c.rect([0, 852, WIDTH, 22], mix(c.t.wood, c.t.warm, 0.35));
      c.at([520, 930, 1.75], () => {
        c.oval([0, 6, 160, 14], c.t.ink, 'opacity=".35"');
        c.path('M-130 0Q-120 -70 -70 -110H70Q120 -70 130 0z', c.t.accent);
        c.path('M40 0Q60 -60 30 -110H70Q120 -70 130 0z', c.t.ink, 'opacity=".25"');
        c.path(
          'M-150 -112Q-150 -170 -90 -166H90Q150 -170 150 -112Q120 -96 84 -116Q70 -140 40 -140H-40Q-70 -140 -84 -116Q-120 -96 -150 -112z',
          mix(c.t.accent, c.t.ink, 0.4),
        );
        c.oval([0, -54, 50, 44], c.t.paper);
        for (let hole = 0; hole < 10; hole++)
          c.oval([Math.sin(hole * 0.58 + 0.6) * 36, -54 - Math.cos(hole * 0.58 + 0.6) * 31, 6.5], c.t.ink);
        c.oval([0, -54, 15], c.t.ink);
        c.curve('M130 -12q60 20 90 -6t90 30t120 -20', c.t.ink, 6);
      });
      return [520, 800];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      sky(c, { sun: [260, 230, 60] });
      ridge(c, c.t.far, { y: 720, swing: 110 });
      ridge(c, c.t.near, { y: 880, swing: 50 });
      dish(c, [900, 980, 2.2], mix(c.t.white, c.t.far, 0.2));
      for (const r of [90, 150, 210])
        c.curve(
          `M${1230 + r * 0.3} ${150 - r * 0.1}a${r} ${r} 0 0 1 ${r * 0.7} ${r * 0.8}`,
          c.t.accent,
          8,
          'opacity=".8"',
        );
      c.rect([0, 980, WIDTH, 90], c.t.front);
      person(c, [520, 1000, 1], c.t.accent, 'point');
      return [960, 420];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [800, 430, 150] });
      const far = ridge(c, c.t.far, { y: 560, swing: 70 });
      dish(c, [1330, far(1330) + 10, 0.6], c.t.pale);
      const middle = ridge(c, c.t.mid, { y: 700, swing: 80 });
      dish(c, [960, middle(960) + 12, 1], c.t.pale);
      const near = ridge(c, c.t.near, { y: 880, swing: 60 });
      dish(c, [420, near(420) + 20, 1.9]);
      person(c, [820, near(820) + 6, 0.9], c.t.accent, 'walk');
      for (let x = 0; x < WIDTH; x += 70) c.line([x, near(x) + 60, x, near(x) + 6], c.t.front, 6);
      return [450, 500];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [1240, 300, 100], clouds: 2 });
      row(c, [-20, 800, 1700, 360], { wall: c.t.far, lit: 0.2 });
      for (const [x, y, s] of [
        [280, 930, 2.2],
        [830, 980, 2.4],
        [1370, 940, 2.2],
      ] as const) {
        cottage(c, [x, y + 60, s], { wall: c.t.mid, roof: c.t.near, lit: true });
        dish(c, [x - 60, y - 400, 0.62], c.t.pale);
        if (x > 400) dish(c, [x + 110, y - 400, 0.46], c.t.pale);
      }
      c.line([0, 380, 800, 470, 1600, 370], c.t.ink, 4);
      return [800, 490];
    },
  },
];

export const industryMotifs = { factory: factories, 'solar-field': panels, 'satellite-dish': dishes };
