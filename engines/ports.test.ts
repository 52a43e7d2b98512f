import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { isFree, PortBook } from './ports.ts';

const folder = mkdtempSync(join(tmpdir(), 'sosik-ports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const state = (): string => mkdtempSync(join(folder, 'state-'));
const allFree = async (): Promise<boolean> => true;

test('npm start takes the wanted port when it is free', async () => {
  expect(await new PortBook(state(), true, allFree).claim('kafka', 29_092)).toBe(29_092);
});

test('a taken port is replaced by another one, which is remembered for the next start', async () => {
  const place = state();
  const free = async (port: number): Promise<boolean> => port !== 29_092;
  const first = await new PortBook(place, true, free).claim('kafka', 29_092);
  expect(first).not.toBe(29_092);
  expect(await new PortBook(place, true, free).claim('kafka', 29_092)).toBe(first);
});

test('tests never take a wanted port, and keep away from ports of outgoing connections', async () => {
  const book = new PortBook(state(), false, allFree);
  const ports = await Promise.all(['a', 'b', 'c'].map((name) => book.claim(name, 29_092)));
  for (const port of ports) expect(port).toBeLessThan(29_000);
});

test('claims at the same time never meet', async () => {
  const book = new PortBook(state(), true, allFree);
  const ports = await Promise.all(['a', 'b', 'c', 'd'].map((name) => book.claim(name, 6_399)));
  expect(new Set(ports).size).toBe(4);
});

test('a port with a listener is not free', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  expect(await isFree(port)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await isFree(port)).toBe(true);
});
