import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { Fault } from '#libs/contracts';
import { ProblemError, pointerTo } from './problem.ts';

/** What zod and every other Standard Schema library say about one fault. */
export interface SchemaIssue {
  readonly message: string;
  readonly code?: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly errors?: ReadonlyArray<readonly SchemaIssue[]>;
}

/** Faults of a body, with JSON Pointers below `root`; of a choice of forms, those of the form that was meant. */
export function faultsOf(issues: readonly SchemaIssue[], root = ''): Fault[] {
  return issues.flatMap((issue) => {
    const path = (issue.path ?? []).map((step) => (typeof step === 'object' ? step.key : step));
    const pointer = root + pointerTo(...path);
    const meant = issue.errors?.find((faults) => faults.every((fault) => (fault.path?.length ?? 0) > 0));
    if (meant) return faultsOf(meant, pointer);
    if (issue.code === 'unrecognized_keys') {
      return (issue.keys ?? []).map((key) => ({
        pointer: pointer + pointerTo(key),
        code: 'unknown_member',
        message: 'is not known here',
      }));
    }
    return [{ pointer, code: codeOf(issue), message: issue.message, ...allowed(issue) }];
  });
}

function codeOf(issue: SchemaIssue): string {
  const missing = (each: SchemaIssue) =>
    each.code === 'invalid_type' && each.message.includes('received undefined');
  if (missing(issue) || issue.errors?.flat().some(missing)) return 'required';
  return issue.code ?? 'invalid';
}

function allowed({ values }: SchemaIssue): { allowed?: (string | number)[] } {
  const of = values?.filter((value) => typeof value === 'string' || typeof value === 'number');
  return of && of.length > 0 ? { allowed: of } : {};
}

/** Queries and path parameters are judged by their schema; a parameter nobody reads is refused by name. */
export function parameterPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: (issues) => parameterProblem(issues) });
}

function parameterProblem(issues: readonly SchemaIssue[]): ProblemError {
  const faults = faultsOf(issues).map(({ pointer, ...fault }) => ({
    parameter: (pointer?.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~'),
    ...fault,
  }));
  const unknown = faults.every((fault) => fault.code === 'unknown_member');
  return new ProblemError(unknown ? 'unknown_parameter' : 'invalid_parameter', { errors: faults });
}
