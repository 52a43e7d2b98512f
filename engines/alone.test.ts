import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { startAlone } from './engines.ts';

const state = mkdtempSync(join(tmpdir(), 'sosik-alone-'));
afterAll(() => rmSync(state, { recursive: true, force: true }));

test('no engine of its own is had where the engines are external, and the folder is free again', async () => {
  const env = { ENGINES: 'external', KAFKA_BROKERS: 'kafka.example:9092' };
  const starting = startAlone('kafka', { state, env, say: () => undefined });
  await expect(starting).rejects.toMatchObject({
    code: 'setting-invalid',
    mend: expect.stringContaining('ENGINES=external'),
  });
  expect(readdirSync(state)).toEqual([]);
});
