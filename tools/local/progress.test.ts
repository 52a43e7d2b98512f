import { expect, test } from '@jest/globals';
import { Progress } from './progress.ts';

function shown(isTTY: boolean, work: (progress: Progress) => void): string {
  let text = '';
  work(new Progress('events', 200, { isTTY, write: (more: string) => (text += more) }));
  return text;
}

test('a terminal shows one bar that moves and is wiped at the end', () => {
  const text = shown(true, (progress) => {
    progress.show(100);
    progress.show(100);
    progress.show(200);
    progress.end();
  });
  expect(text).toBe(
    '\revents [############............] 100/200\u001b[K\revents [########################] 200/200\u001b[K\r\u001b[K',
  );
});

test('without a terminal there are a few plain lines, however often it is told', () => {
  const text = shown(false, (progress) => {
    for (let done = 0; done <= 200; done++) progress.show(done);
    progress.end();
  });
  expect(text.split('\n')).toHaveLength(11);
  expect(text).toMatch(/^events: 20 of 200\n/);
  expect(text).toMatch(/\nevents: 200 of 200\n$/);
});
