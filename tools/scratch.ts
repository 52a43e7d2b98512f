const [name = '', seed = '7', minutes = '0.2'] = process.argv.slice(2);
const begun = performance.now();
const say = (line: string) => process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(1)} s ${line}\n`);
const part = (await import(`./chaos/${name}.ts`))[name];
const abort = new AbortController();
for (const s of ['SIGINT', 'SIGTERM'] as const) process.on(s, () => abort.abort());
console.log(JSON.stringify(await part.run({ seed: Number(seed), minutes: Number(minutes), signal: abort.signal, say }), null, 1));
