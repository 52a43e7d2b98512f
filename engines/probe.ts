// Asks a server one question over a bare socket, in its own protocol, without any driver.
import { connect } from 'node:net';

const TIME_LIMIT_MS = 1_000;

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Sends the bytes and gives the answer to `enough` until it says yes or no. No answer in time is a no. */
export async function ask(
  at: Address,
  question: Buffer,
  enough: (answer: Buffer) => boolean | undefined,
): Promise<boolean> {
  return await new Promise((resolve) => {
    let answer = Buffer.alloc(0);
    const socket = connect({ ...at });
    const done = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(TIME_LIMIT_MS, () => done(false));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
    socket.once('connect', () => socket.write(question));
    socket.on('data', (bytes) => {
      answer = Buffer.concat([answer, bytes]);
      const verdict = enough(answer);
      if (verdict !== undefined) done(verdict);
    });
  });
}
