import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const LENGTH = 512;
const COLOURS = ['red', 'green', 'blue'];
/** Of CLIP, to undo the normalisation. */
const MEAN = [0.48145466, 0.4578275, 0.40821073];
const STD = [0.26862954, 0.26130258, 0.27577711];

/** A server of the Open Inference Protocol v2: a picture is its mean colour, a text its colour words. */
export class EmbeddingServer {
  knowsTexts = true;
  isAway = false;
  /** Pictures of each inference. */
  readonly batches: number[] = [];
  readonly texts: string[] = [];

  private constructor(
    private readonly server: Server,
    private readonly side: number,
  ) {}

  static async start(side: number): Promise<EmbeddingServer> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => stub.answer(request, Buffer.concat(chunks), response));
    });
    const stub = new EmbeddingServer(server, side);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  reset(): void {
    this.knowsTexts = true;
    this.isAway = false;
    this.batches.length = 0;
    this.texts.length = 0;
  }

  close(): void {
    this.server.close();
  }

  private answer({ method, url, headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const isText = url!.startsWith('/v2/models/text-embedding');
    if (this.isAway) response.writeHead(503).end();
    else if (isText && !this.knowsTexts) response.writeHead(404).end();
    else if (method === 'GET') response.end(JSON.stringify(this.metadata(isText)));
    else {
      const length = Number(headers['inference-header-content-length']);
      const [{ shape }] = JSON.parse(body.toString('utf8', 0, length)).inputs;
      const tensor = body.subarray(length);
      sendRows(response, isText ? [this.embedText(tensor)] : this.embedPictures(tensor, shape[0]));
    }
  }

  private metadata(isText: boolean): object {
    const input = isText
      ? { name: 'text', datatype: 'BYTES', shape: [-1] }
      : { name: 'image', datatype: 'FP32', shape: [-1, 3, this.side, this.side] };
    const outputs = [{ name: 'embedding', datatype: 'FP32', shape: [-1, LENGTH] }];
    return { name: 'shop-clip', versions: ['4'], inputs: [input], outputs };
  }

  private embedPictures(tensor: Buffer, count: number): number[][] {
    this.batches.push(count);
    const area = this.side * this.side;
    const meanOf = (plane: number): number => {
      let sum = 0;
      for (let pixel = 0; pixel < area; pixel++) sum += tensor.readFloatLE(4 * (plane * area + pixel));
      return (sum / area) * STD[plane % 3]! + MEAN[plane % 3]!;
    };
    return Array.from({ length: count }, (_, image) =>
      [0, 1, 2].map((channel) => meanOf(3 * image + channel)),
    );
  }

  private embedText(tensor: Buffer): number[] {
    const text = tensor.toString('utf8', 4, 4 + tensor.readUInt32LE(0));
    this.texts.push(text);
    return COLOURS.map((colour) => Number(text.includes(colour)));
  }
}

/** Rows of 512 numbers, of which the first are given, as one binary tensor. */
function sendRows(response: ServerResponse, rows: number[][]): void {
  const numbers = new Float32Array(rows.length * LENGTH);
  rows.forEach((row, index) => numbers.set(row, index * LENGTH));
  const output = {
    name: 'embedding',
    datatype: 'FP32',
    shape: [rows.length, LENGTH],
    parameters: { binary_data_size: numbers.byteLength },
  };
  const head = Buffer.from(JSON.stringify({ outputs: [output] }));
  response.setHeader('Inference-Header-Content-Length', head.length);
  response.end(Buffer.concat([head, Buffer.from(numbers.buffer)]));
}
