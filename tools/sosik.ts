// bin/sosik <command>, or npm run sosik -- <command>
//
// The command line of Sosik, for the local paper or for another that the environment names. What every command needs
// is TypeScript that Node strips by itself, so that it starts in a moment; the rest is compiled when it is asked for.
import { runSosik } from './sosik/program.ts';
import { thisTerminal } from './sosik/terminal.ts';

await runSosik(thisTerminal(), process.argv.slice(2));
