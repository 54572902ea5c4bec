/** One event of a stream, its data parsed as JSON. */
export interface ServerSentEvent {
  id: number;
  event: string;
  data: any;
}

/** Reads `text/event-stream` (WHATWG HTML, 9.2) as far as the server uses it; comments are skipped. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks) if (!block.startsWith(':')) yield parse(block);
  }
}

function parse(block: string): ServerSentEvent {
  const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
  return { id: Number(fields.get('id')), event: fields.get('event')!, data: JSON.parse(fields.get('data')!) };
}
