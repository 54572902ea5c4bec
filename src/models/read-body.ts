/**
 * The body of an answer of `fetch`; null when it is larger than so many bytes. The signals are listened to here, because `fetch`
 * itself stops listening once its request is collected as garbage, which may be while the body still comes.
 *
 * @throws the reason of a signal
 */
export async function readBody(
  response: Response,
  maximumBytes: number,
  signals: readonly AbortSignal[],
): Promise<Buffer | null> {
  if (!response.body) return Buffer.alloc(0);
  const reader = response.body.getReader();
  const stop = (): void => void reader.cancel().catch(() => undefined);
  signals.forEach((signal) => signal.addEventListener('abort', stop, { once: true }));
  try {
    signals.forEach((signal) => signal.throwIfAborted());
    const body = await readAtMost(reader, maximumBytes);
    signals.forEach((signal) => signal.throwIfAborted());
    return body;
  } finally {
    signals.forEach((signal) => signal.removeEventListener('abort', stop));
    stop();
  }
}

async function readAtMost(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maximumBytes: number,
): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > maximumBytes) return null;
    chunks.push(value);
  }
}
