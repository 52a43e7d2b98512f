/** All bytes of a stream; what is more than `most` is not gathered, but refused by the error that is made. */
export async function whole(
  stream: AsyncIterable<Buffer>,
  most: number,
  tooLarge: () => Error,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > most) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
