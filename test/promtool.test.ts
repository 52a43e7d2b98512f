// The rules of deploy/prometheus as Prometheus itself reads and tries them; left out where its tool is not installed.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { run } from '../engines/command.ts';

const root = new URL('..', import.meta.url).pathname;
const promtool = (...args: string[]) => run('promtool', args, { cwd: `${root}deploy/prometheus` });
const MISSING = 127;

const isHere = (await promtool('--version')).code !== MISSING;
if (!isHere)
  process.stderr.write(
    'not run: the rules as `promtool` reads and tries them, since it (Debian: prometheus) is not here\n',
  );
const tried = isHere ? test : test.skip;

describe('promtool', () => {
  tried.each(['prometheus.yml', 'prometheus.local.yml'])('takes %s with all its rules', async (name) => {
    const { code, stdout, stderr } = await promtool('check', 'config', name);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/rules found/);
  });

  tried.each(readdirSync(`${root}deploy/prometheus/tests`))(
    'has every case of %s end as it says',
    async (name) => {
      const { code, stdout, stderr } = await promtool('test', 'rules', `tests/${name}`);
      expect({ code, said: stdout + stderr }).toEqual({ code: 0, said: expect.stringContaining('SUCCESS') });
    },
  );
});
