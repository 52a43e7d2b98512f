import { readSettings } from '#libs/service';
import { settings } from '../../docs/pages.ts';
import type { Terminal } from '../terminal.ts';
import { type Finding, strangers } from './finding.ts';

const PAGE = 'docs/configuration.md names every setting';

/** Whether what the environment says can be used, app by app, and whether it says what nobody reads. */
export function examineSettings({ env }: Pick<Terminal, 'env'>): Finding[] {
  const faults = Object.entries(settings).flatMap(([app, declared]): Finding[] => {
    try {
      readSettings(declared, env);
      return [];
    } catch (error) {
      const lines = (error as { faults?: readonly string[] }).faults ?? [String(error)];
      // Secrets are with the apps, and seldom with who sits at a terminal.
      const given = lines.filter((line) => !line.endsWith(' is missing'));
      return given.map((detail) => ({ what: `settings of ${app}`, state: 'fail', detail, mend: PAGE }));
    }
  });
  const apps = Object.keys(settings);
  const known = new Set(Object.values(settings).flatMap((declared) => Object.keys(declared)));
  const slips = strangers(env, { apps, known }).map((name): Finding => {
    return { what: 'settings', state: 'warn', detail: `${name} is none, and nobody reads it`, mend: PAGE };
  });
  if (faults.length + slips.length > 0) return [...faults, ...slips];
  return [
    {
      what: 'settings',
      state: 'ok',
      detail: `what the environment says can be used by all ${apps.length} apps`,
    },
  ];
}
