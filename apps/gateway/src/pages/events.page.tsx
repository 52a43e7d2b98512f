import type { JSX } from 'preact';
import {
  type AsyncApi,
  type AsyncMessage,
  asyncApi,
  type Channel,
  fieldsOf,
  nameOf,
  typeInWords,
} from '#libs/contracts';
import type { Frame } from './layout.tsx';
import { Code, Fields, referencePage, Schemas, Words } from './reference.tsx';

/** The events of the platform: what newsrooms send, and what the topics of the log hold. */
export function eventsPage(frame: Frame): string {
  const document = asyncApi();
  const channels = Object.entries(document.channels);
  return referencePage(
    { frame, title: 'Events', path: '/docs/events' },
    <>
      <h1>Events</h1>
      <p class="standfirst">{document.info.description}</p>
      <p>
        For programs: <code>GET /v1/asyncapi.json</code> of the newsroom API, AsyncAPI 3.0, and{' '}
        <code>GET /v1/schemas</code> for JSON Schema.
      </p>
      <ul class="contents">
        {channels.map(([name, { address, title }]) => (
          <li key={name}>
            <a href={`#channel-${name}`}>
              <code>{address}</code>
            </a>{' '}
            {title}
          </li>
        ))}
        <li>
          <a href="#schemas">Schemas</a>
        </li>
      </ul>
      {channels.map(([name, channel]) => (
        <ChannelPart key={name} name={name} channel={channel} document={document} />
      ))}
      <Schemas schemas={document.components.schemas} />
    </>,
  );
}

function ChannelPart(props: { name: string; channel: Channel; document: AsyncApi }): JSX.Element {
  const { name, channel, document } = props;
  const { kafka } = channel.bindings ?? {};
  return (
    <section id={`channel-${name}`}>
      <h2 class="band">{channel.title}</h2>
      <p>
        <code class="address">{channel.address}</code>
      </p>
      <p>{channel.description}</p>
      {kafka && (
        <ul>
          <li>{kafka.partitions === 1 ? '1 partition' : `${kafka.partitions} partitions`}</li>
          {Object.entries(kafka.topicConfiguration).map(([key, value]) => (
            <li key={key}>
              <code>{key}</code> {String(value)}
            </li>
          ))}
        </ul>
      )}
      {Object.values(channel.messages).map(({ $ref }) => {
        const message = document.components.messages[nameOf($ref)];
        return message && <MessagePart key={$ref} message={message} />;
      })}
    </section>
  );
}

function MessagePart({ message }: { message: AsyncMessage }): JSX.Element {
  return (
    <>
      <h3>{message.name}</h3>
      <p>
        {message.summary}. Data: <Words text={typeInWords(message.payload)} />
      </p>
      <Fields fields={fieldsOf(message.payload)} />
      {(message.examples ?? []).map(({ name, payload }) => (
        <details key={name}>
          <summary>{name}</summary>
          <Code text={JSON.stringify(payload, null, 2)} label={`Example: ${name}`} />
        </details>
      ))}
    </>
  );
}
