import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { say, type Stage } from './stage.js';

const SAMPLE = 'harbour-report.pdf';
const SHOWN_LINES = 14;

interface Message {
  headers: Record<string, string>;
  body: string;
}

/** A document of object storage becomes Markdown, and a callback address is told. */
export async function showDocument(stage: Stage): Promise<void> {
  const objects = join(stage.directory, 'objects');
  await mkdir(objects, { recursive: true });
  await copyFile(new URL(`../../samples/${SAMPLE}`, import.meta.url), join(objects, SAMPLE));
  say(`\nPOST /api/documents/process with r2_key=${SAMPLE} (two columns and a table) and a callback_url`);
  const receiver = await openReceiver();
  try {
    const task = await process(stage, `http://localhost:${receiver.port}/documents`);
    const message = await receiver.message;
    await verify(stage, message);
    await printMarkdown(stage, task);
  } finally {
    receiver.close();
  }
}

async function process({ url }: Stage, callback: string): Promise<string> {
  const answer = await fetch(`${url}/api/documents/process`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      document_id: 'harbour-q2',
      user_id: 'demo',
      file_name: SAMPLE,
      r2_key: SAMPLE,
      content_type: 'application/pdf',
      callback_url: callback,
    }),
  });
  const { task_id: id } = (await answer.json()) as { task_id: string };
  say(`${answer.status}: task ${id}`);
  return id;
}

/** A server that takes one webhook. */
async function openReceiver(): Promise<{ port: number; message: Promise<Message>; close: () => void }> {
  const server = createServer();
  const message = new Promise<Message>((resolve) =>
    server.once('request', (request, response) => {
      void text(request).then((body) => {
        response.writeHead(204).end();
        resolve({ headers: request.headers as Record<string, string>, body });
      });
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, message, close: () => server.close() };
}

/** What a receiver does with each message. */
async function verify({ directory }: Stage, { headers, body }: Message): Promise<void> {
  const secret = (await readFile(join(directory, 'webhook.secret'), 'utf8')).trim();
  const { status } = new Webhook(secret).verify(body, headers) as { status: string };
  say(`Webhook ${headers['webhook-id']}: its signature is right, and it says "${status}"`);
}

async function printMarkdown({ url }: Stage, id: string): Promise<void> {
  const address = `${url}/api/documents/task/${id}/content?format=markdown`;
  const lines = (await (await fetch(address)).text()).trim().split('\n');
  say(`\n${lines.slice(0, SHOWN_LINES).map(shorten).join('\n')}\n…\n${lines.slice(-5).join('\n')}`);
  say(`\nMarkdown    ${address}`);
}

const shorten = (line: string): string => (line.length > 100 ? `${line.slice(0, 99)}…` : line);
