import { expect, test } from '@jest/globals';
import { Unanswered } from './unanswered.ts';

const DAY = 86_400_000;

test('questions that found nothing are told once more than one has asked them, in one spelling', () => {
  const unanswered = new Unanswered();
  unanswered.note('울릉도  여객선', false, 1);
  unanswered.note('Ferry to Dokdo', false, 2);
  unanswered.note('found at once', true, 3);
  expect(unanswered.told(4)).toEqual([]);
  unanswered.note(' 울릉도 여객선 '.normalize('NFD'), false, 5);
  unanswered.note('ferry to dokdo', false, 6);
  unanswered.note('FERRY to Dokdo', false, 7);
  expect(unanswered.told(8)).toEqual([
    { question: 'ferry to dokdo', times: 3, last: 7 },
    { question: '울릉도 여객선', times: 2, last: 5 },
  ]);
  expect({ asked: unanswered.asked, empty: unanswered.empty }).toEqual({ asked: 6, empty: 5 });
});

test('a question is forgotten after a day, and when too many others were asked since', () => {
  const unanswered = new Unanswered();
  for (const at of [0, 1]) unanswered.note('독도', false, at);
  expect(unanswered.told(DAY)).toHaveLength(1);
  expect(unanswered.told(DAY + 1)).toEqual([]);
  unanswered.note('독도', false, DAY + 1);
  expect(unanswered.told(DAY + 2)).toEqual([]);
  for (const at of [0, 1]) unanswered.note('Dokdo', false, 2 * DAY + at);
  for (let n = 0; n < 500; n++) unanswered.note(`word ${n}`, false, 2 * DAY + 2);
  expect(unanswered.told(2 * DAY + 3)).toEqual([]);
});
