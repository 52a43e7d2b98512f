// node tools/with.mjs tools/client/pack.ts [FOLDER]
//
// Makes the package @sosik/client, as it would be published, in dist/npm/client or the folder named: compiled
// modules, and declarations in which the types of the contracts are written out, so that nobody needs the contracts,
// nor zod, to use them.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { declarationOf } from './declaration.ts';

const room = 'libs/client';
/** The module whose types come from the contracts. */
const WIRE = 'wire';

/** Writes the package into a folder of its own, which is emptied before; whether the types are right, `npm run check` says. */
export function packClient(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const program = ts.createProgram([`${room}/src/client.ts`], options());
  for (const source of program.getSourceFiles()) {
    if (!source.fileName.includes(`${room}/src/`)) continue;
    program.emit(source, (path, text) => {
      // Declarations keep the names of sources, which are not in the package.
      const named = text.replaceAll(/(from '\.\/[a-z]+)\.ts'/g, "$1.js'");
      writeFileSync(join(folder, basename(path)), named);
    });
  }
  writeFileSync(join(folder, `${WIRE}.d.ts`), declarationOf(program, `${room}/src/${WIRE}.ts`));
  for (const file of ['package.json', 'README.md']) cpSync(join(room, file), join(folder, file));
}

function options(): ts.CompilerOptions {
  const read = ts.getParsedCommandLineOfConfigFile(`${room}/tsconfig.json`, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  });
  // The contracts are read from source here, and they know Node and a newer language.
  const lib = ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'];
  return { ...read?.options, lib, types: ['node'], composite: false, declaration: true, sourceMap: false };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? 'dist/npm/client';
  packClient(folder);
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  process.stdout.write(`${name} ${version} is in ${folder}\n`);
}
