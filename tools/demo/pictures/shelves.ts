// Motifs of what is kept on paper: shelves of books and files.
import { type Composition, HEIGHT, WIDTH } from './canvas.ts';
import { ridge, sky, tree } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { books, deskLamp } from './room.ts';

const shelves: Composition[] = [
  {
    shows: ['speech bubbles', 'laptop'],
    hour: 'night',
    draw(c) {
      c.fill(c.t.mid);
      for (const y of [70, 390]) {
        const spines = books(
          c,
          [80, y, 1440, 270],
          [c.t.red, c.t.blue, c.t.accent, c.t.soft, c.t.green, c.t.orange, c.t.pale],
        );
        for (const [x, wide, tall] of spines) {
          if (wide < 44) continue;
          const [mx, my] = [x + wide / 2 - 2, y + 270 - tall * c.between(0.6, 0.76)];
          c.rect([mx - wide * 0.36, my - 26, wide * 0.72, 50], c.t.white, 'rx="16"');
          c.poly([mx - 10, my + 18, mx + 10, my + 18, mx - 12, my + 42], c.t.white);
          for (const dx of [-9, 0, 9]) c.oval([mx + dx, my, 3], c.t.ink);
        }
      }
      c.rect([0, 880, WIDTH, 190], c.t.wood);
      c.rect([0, 866, WIDTH, 24], mix(c.t.wood, c.t.warm, 0.4));
      c.glow([820, 720, 620], c.t.yellow, 0.4);
      deskLamp(c, [470, 880, 1.55]);
      c.poly([730, 680, 1130, 680, 1150, 900, 710, 900], c.t.front);
      c.poly([750, 696, 1110, 696, 1126, 880, 732, 880], mix(c.t.sun, c.t.blue, 0.25));
      for (let line = 0; line < 5; line++)
        c.rect(
          [780 + (line % 2) * 120, 716 + line * 32, c.between(110, 190), 20],
          line % 2 ? c.t.accent : c.t.white,
          'rx="10"',
        );
      c.poly([700, 900, 1160, 900, 1230, 950, 640, 950], mix(c.t.front, c.t.grey, 0.35));
      c.dots([0, 0, WIDTH, 300], c.t.ink, 'up', 1100);
      return [930, 780];
    },
  },
  {
    shows: ['binders', 'gaps'],
    hour: 'day',
    draw(c) {
      c.fill(c.t.pale);
      c.dots([0, 0, WIDTH, 500], c.t.mid, 'up', 1300);
      c.rect([0, 300, WIDTH, 480], mix(c.t.near, c.t.ink, 0.2));
      c.dots([0, 300, WIDTH, 200], c.t.ink, 'up', 700);
      const colours = [c.t.blue, c.t.accent, c.t.mid, c.t.red, c.t.soft, c.t.green] as const;
      for (let index = 0; index < 17; index++) {
        const x = 40 + index * 92;
        if ([4, 9, 10, 14].includes(index)) continue;
        const tilt = [5, 11].includes(index) ? -11 : 0;
        const colour = mix(c.pick([...colours]), c.t.ink, c.between(0, 0.12));
        c.at([x + 42, 760, 1, tilt], () => {
          c.rect([-40, -410, 80, 410], colour, 'rx="6"');
          c.rect([18, -410, 22, 410], c.t.ink, 'opacity=".2"');
          c.rect([-26, -360, 52, 130], c.t.white);
          for (const y of [-330, -300, -270]) c.line([-16, y, 12, y], c.t.grey, 5);
          c.oval([0, -90, 19], c.t.ink);
          c.oval([0, -90, 10], c.t.grey);
        });
      }
      c.rect([0, 760, WIDTH, 44], c.t.wood);
      c.rect([0, 804, WIDTH, 20], c.t.ink, 'opacity=".3"');
      c.rect([0, 286, WIDTH, 34], c.t.wood);
      c.rect([896, 340, 150, 420], c.t.sun, 'opacity=".16"');
      person(c, [1000, 1180, 2.3], c.t.front, 'point');
      person(c, [640, 1190, 2.2], c.t.near, 'board');
      return [960, 600];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      c.fill(c.t.near);
      for (let shelf = 0; shelf < 5; shelf++)
        books(
          c,
          [40, 20 + shelf * 205, 1520, 170],
          [c.t.soft, c.t.mid, c.t.accent, c.t.far, c.t.pale, c.t.brick],
        );
      c.poly([0, 0, 560, 0, 1000, HEIGHT, 200, HEIGHT], c.t.sun, 'opacity=".2"');
      c.rect([0, 1044, WIDTH, 30], c.t.front);
      c.line([880, 1050, 1010, 60], c.t.yellow, 16);
      c.line([1010, 1050, 1140, 60], c.t.yellow, 16);
      for (let rung = 0; rung < 13; rung++)
        c.line([888 + rung * 9.6, 1000 - rung * 74, 1016 + rung * 9.6, 1000 - rung * 74], c.t.yellow, 12);
      person(c, [1010, 480, 1.5], c.t.front, 'point');
      person(c, [360, 1050, 1.5], c.t.accent, 'board');
      return [1010, 380];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [800, 330, 120], clouds: 3 });
      ridge(c, c.t.far, { y: 520, swing: 120, crag: 0.4 });
      c.path(
        'M800 640Q500 520 60 620V1000Q500 900 800 1020Q1100 900 1540 1000V620Q1100 520 800 640z',
        c.t.ink,
        'opacity=".3" transform="translate(0 34)"',
      );
      c.path('M800 640Q500 520 60 620V1000Q500 900 800 1020z', c.t.white);
      c.path('M800 640Q1100 520 1540 620V1000Q1100 900 800 1020z', mix(c.t.white, c.t.grey, 0.2));
      for (let line = 0; line < 6; line++) {
        c.curve(
          `M150 ${676 + line * 50}Q480 ${596 + line * 50} 730 ${690 + line * 50}`,
          c.t.soft,
          7,
          'opacity=".8"',
        );
        c.curve(
          `M870 ${690 + line * 50}Q1120 ${596 + line * 50} 1450 ${676 + line * 50}`,
          c.t.soft,
          7,
          'opacity=".5"',
        );
      }
      c.path('M1180 590Q1220 800 1190 930L1230 900L1270 930Q1290 800 1250 590z', c.t.accent);
      tree(c, [430, 640, 1.1], c.t.near);
      person(c, [620, 690, 0.9], c.t.front, 'walk');
      c.dots([60, 620, 1480, 380], c.t.grey, 'down', 1000);
      return [620, 610];
    },
  },
];

export const shelfMotifs = { bookshelf: shelves };
