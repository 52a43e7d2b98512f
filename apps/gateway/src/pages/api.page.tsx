import type { JSX } from 'preact';
import {
  type Api,
  curlOf,
  type Field,
  meaningOf,
  type OpenApi,
  type Operation,
  openApi,
  problems,
  problemsOf,
  typeInWords,
} from '#libs/contracts';
import type { Frame } from './layout.tsx';
import { Code, Fields, referencePage, Schemas, Words } from './reference.tsx';

/** The reference of one API: every operation with what it takes, answers and refuses. */
export function apiPage(frame: Frame, api: Api, path: string): string {
  const document = openApi(api);
  return referencePage(
    { frame, title: api.title, path },
    <>
      <h1>{api.title}</h1>
      <p class="standfirst">{api.summary}</p>
      <p>
        <Words text={api.description} />
      </p>
      <p>
        For programs: <code>{api.operations.find(({ id }) => id === 'openapi')?.path}</code>, OpenAPI 3.1.
      </p>
      <ul class="contents">
        {api.operations.map((operation) => (
          <li key={operation.id}>
            <a href={`#${operation.id}`}>
              <code>{nameOf(operation)}</code>
            </a>{' '}
            {operation.summary}
          </li>
        ))}
        <li>
          <a href="#schemas">Schemas</a>
        </li>
      </ul>
      {document.tags.map(({ name }) => (
        <section key={name}>
          <h2 class="band">{name}</h2>
          {api.operations
            .filter(({ group }) => group === name)
            .map((operation) => (
              <OperationPart key={operation.id} api={api} operation={operation} document={document} />
            ))}
        </section>
      ))}
      <Schemas schemas={document.components.schemas} />
    </>,
  );
}

interface PartProps {
  api: Api;
  operation: Operation;
  document: OpenApi;
}

function nameOf({ method, path }: Operation): string {
  return `${method.toUpperCase()} ${path}`;
}

function OperationPart({ api, operation, document }: PartProps): JSX.Element {
  const described = document.paths[operation.path]?.[operation.method];
  const parameters: Field[] = (described?.parameters ?? []).map(
    ({ name, in: place, required, schema, description }) => ({
      name,
      type: `${typeInWords(schema)} (${place})`,
      required,
      meaning: meaningOf({ ...schema, ...(description === undefined ? {} : { description }) }),
    }),
  );
  return (
    <section id={operation.id}>
      <h3>{operation.summary}</h3>
      <p>
        <code class="address">{nameOf(operation)}</code>
      </p>
      {described?.description && (
        <p>
          <Words text={described.description} />
        </p>
      )}
      <Fields fields={parameters} />
      <Bodies content={described?.requestBody?.content ?? {}} />
      <Answers responses={described?.responses ?? {}} />
      <p>
        Can fail as{' '}
        {problemsOf(operation).map((code, index) => (
          <span key={code}>
            {index > 0 && ', '}
            <a href={`/docs/errors/${code}`}>
              <code>{code}</code>
            </a>{' '}
            ({problems[code].status})
          </span>
        ))}
        .
      </p>
      {(operation.samples ?? []).map((sample) => (
        <details key={sample.name}>
          <summary>{sample.name}</summary>
          <Code text={curlOf(api, operation, sample)} label={`Sample: ${sample.name}`} />
        </details>
      ))}
    </section>
  );
}

type Content = NonNullable<OpenApi['paths'][string][string]['requestBody']>['content'];

function Bodies({ content }: { content: Content }): JSX.Element | null {
  const bodies = Object.entries(content);
  if (bodies.length === 0) return null;
  return (
    <>
      <h4>Body</h4>
      <ul>
        {bodies.map(([type, { schema = {}, 'x-description': words }]) => (
          <li key={type}>
            <code>{type}</code>: <Words text={typeInWords(schema)} />
            {words && `. ${words}.`}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Those that are no problem; the ways to fail stand below. */
function Answers({ responses }: { responses: OpenApi['paths'][string][string]['responses'] }): JSX.Element {
  const answers = Object.entries(responses).flatMap(([status, { description, content = {} }]) => {
    const { 'application/problem+json': problem, ...own } = content;
    if (problem && Object.keys(own).length === 0) return [];
    const [first] = Object.values(own);
    return [{ status, description: description.replace('; or a problem', ''), body: first }];
  });
  return (
    <>
      <h4>Answers</h4>
      <ul>
        {answers.map(({ status, description, body }) => (
          <li key={status}>
            <strong>{status}</strong> {description}
            {body?.schema?.properties === undefined && body?.schema && (
              <>
                : <Words text={typeInWords(body.schema)} />
              </>
            )}
            {Object.values(body?.examples ?? {}).map(({ value }, index) => (
              <Code key={String(index)} text={JSON.stringify(value, null, 2)} label={`Answer ${status}`} />
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}
