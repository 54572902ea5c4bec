import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { percentile } from '../measure/statistics.mjs';

const script = new URL('./wrk.lua', import.meta.url).pathname;

/** The load generator: `wrk` where it is installed, else a Node client, which takes more of the processor for itself. */
export const generator = hasWrk() ? 'wrk' : 'node:http';

/**
 * Keeps so many connections busy for some seconds. A request is `{ method, paths, body?, type? }`.
 * Gives requests per second, p50 and p99 in ms, and answers that were no success or never came.
 */
export async function load(url, request, { connections, seconds, folder }) {
  const measured =
    generator === 'wrk'
      ? await loadWithWrk(url, request, connections, seconds, folder)
      : await loadWithNode(url, request, connections, seconds);
  return { ...measured, perSecond: measured.requests / measured.seconds };
}

/** One request; rejects unless it succeeds. */
export function send(agent, url, { method = 'GET', path, body, type, headers = {} }) {
  return new Promise((resolve, reject) => {
    const length = body ? { 'content-type': type, 'content-length': body.length } : {};
    const request = http.request(
      url + path,
      { method, agent, headers: { ...length, ...headers } },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode < 300) resolve({ status: response.statusCode, text });
          else reject(new Error(`${method} ${path} answered ${response.statusCode}: ${text.slice(0, 200)}`));
        });
      },
    );
    request.setTimeout(30_000, () => request.destroy(new Error(`${method} ${path}: no answer in 30 s`)));
    request.on('error', reject);
    request.end(body);
  });
}

async function loadWithWrk(url, { method, paths, body, type }, connections, seconds, folder) {
  const keep = (name, content) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const payload = body ? [keep('body', body), type] : [];
  const target = ['-s', script, url, '--', method, keep('paths', `${paths.join('\n')}\n`), ...payload];
  const size = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s'];
  const { stdout } = await promisify(execFile)('wrk', [...size, ...target]);
  return JSON.parse(/JSON(\{.*\})/.exec(stdout)[1]);
}

async function loadWithNode(url, { method, paths, body, type }, connections, seconds) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const times = [];
  let errors = 0;
  const start = performance.now();
  const deadline = start + seconds * 1000;
  const lane = async (turn) => {
    for (; performance.now() < deadline; turn += connections) {
      const sent = performance.now();
      await send(agent, url, { method, path: paths[turn % paths.length], body, type }).catch(() => errors++);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => lane(index)));
  const took = (performance.now() - start) / 1000;
  agent.destroy();
  return {
    requests: times.length,
    seconds: took,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    errors,
  };
}

function hasWrk() {
  try {
    execFileSync('wrk', ['--version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return error.code !== 'ENOENT';
  }
}
