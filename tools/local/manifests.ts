// What `kustomize build` makes of a folder, for those who have no kustomize: resources, images and JSON patches, which is
// all that the manifests here use; anything else is refused, so that nothing is passed over in silence.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

type Json = Record<string, unknown>;

/** A resource of Kubernetes. */
export interface Manifest extends Json {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
}

interface Operation {
  op: string;
  path: string;
  value?: unknown;
}

interface Patch {
  path?: string;
  patch?: string;
  target: { kind: string; name?: string };
}

const KNOWN = new Set(['apiVersion', 'kind', 'resources', 'images', 'patches']);

/** All resources of the folder, as they would be applied. */
export function build(folder: string): Manifest[] {
  const file = join(folder, 'kustomization.yaml');
  const {
    resources = [],
    images = [],
    patches = [],
    ...rest
  } = read(file) as {
    resources?: string[];
    images?: Json[];
    patches?: Patch[];
  };
  const unknown = Object.keys(rest).filter((each) => !KNOWN.has(each));
  if (unknown.length > 0) throw new Error(`${file}: ${unknown.join(', ')} is nothing that is built here`);
  const all = resources.flatMap((each) => resourcesOf(join(folder, each)));
  for (const each of patches) apply(each, all, folder);
  for (const container of all.flatMap(containersOf)) container['image'] = imageOf(container, images);
  return all;
}

function resourcesOf(path: string): Manifest[] {
  if (statSync(path).isDirectory()) return build(path);
  return parseAllDocuments(readFileSync(path, 'utf8')).map((each) => {
    if (each.errors[0]) throw new Error(`${path}: ${each.errors[0].message}`);
    return each.toJS() as Manifest;
  });
}

function read(path: string): unknown {
  return parse(readFileSync(path, 'utf8'));
}

/** Names in a target are patterns that fit the whole name. */
function apply({ path, patch, target }: Patch, all: readonly Manifest[], folder: string): void {
  const operations = (path === undefined ? parse(patch ?? '') : read(join(folder, path))) as Operation[];
  const name = new RegExp(`^(?:${target.name ?? '.*'})$`);
  const meant = all.filter(({ kind, metadata }) => kind === target.kind && name.test(metadata.name));
  if (meant.length === 0) throw new Error(`${dirname(join(folder, 'x'))}: a patch fits nothing`);
  // Each has a value of its own, which later patches may change.
  for (const each of meant) for (const one of operations) change(each, structuredClone(one));
}

/** One operation of RFC 6902. */
function change(target: Json, { op, path, value }: Operation): void {
  const steps = path
    .slice(1)
    .split('/')
    .map((each) => each.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = steps.pop() ?? '';
  let place: unknown = target;
  for (const each of steps) place = (place as Json)?.[each];
  if (typeof place !== 'object' || place === null) throw new Error(`${path} leads nowhere`);
  const inside = place as Json;
  if (op !== 'add' && !(last in inside)) throw new Error(`there is no ${path} to ${op}`);
  if (op === 'remove') delete inside[last];
  else if (op !== 'add' && op !== 'replace') throw new Error(`${op} is nothing that is done here`);
  else if (!Array.isArray(place)) inside[last] = value;
  else if (last === '-') place.push(value);
  else place.splice(Number(last), op === 'add' ? 0 : 1, value);
}

/** Of whatever has pods. */
export function containersOf({ spec }: Json): Json[] {
  const pod = (spec as { template?: { spec?: Record<string, Json[]> } } | undefined)?.template?.spec;
  return [...(pod?.['initContainers'] ?? []), ...(pod?.['containers'] ?? [])];
}

function imageOf({ image }: Json, images: readonly Json[]): string {
  const [name = '', tag] = String(image).split(/:(?=[^/]*$)/);
  const meant = images.find((each) => each['name'] === name);
  if (!meant) return String(image);
  const { newName = name, newTag = tag, digest } = meant;
  return digest === undefined ? `${newName}:${newTag}` : `${newName}@${digest}`;
}
