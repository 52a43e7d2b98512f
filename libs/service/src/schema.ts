import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { Fault } from '#libs/contracts';
import { ProblemError } from './problem.ts';

/** What zod and every other Standard Schema library say about one fault. */
export interface SchemaIssue {
  readonly message: string;
  readonly code?: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly errors?: ReadonlyArray<readonly SchemaIssue[]>;
}

/** Faults of a body, with JSON Pointers below `root`. */
export function faultsOf(issues: readonly SchemaIssue[], root = ''): Fault[] {
  return issues.flatMap((issue) => {
    const path = (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step));
    const pointer =
      root + path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    if (issue.code === 'unrecognized_keys') {
      return (issue.keys ?? []).map((key) => ({
        pointer: `${pointer}/${key}`,
        code: 'unknown_member',
        message: 'is not known here',
      }));
    }
    return [{ pointer, code: codeOf(issue), message: issue.message, ...allowed(issue) }];
  });
}

function codeOf(issue: SchemaIssue): string {
  if (issue.code === 'invalid_type' && issue.message.includes('received undefined')) return 'required';
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
    parameter: (pointer ?? '').split('/')[1] ?? '',
    ...fault,
  }));
  const unknown = faults.every((fault) => fault.code === 'unknown_member');
  return new ProblemError(unknown ? 'unknown_parameter' : 'invalid_parameter', { errors: faults });
}
