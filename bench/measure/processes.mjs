import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const running = new Set();
const folders = new Set();

/** An empty folder that is removed at the end of the run at the latest. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder) {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true });
}

/** Starts a program and keeps the end of what it said for the error when it fails. */
export function start(command, args, { env = {}, cwd } = {}) {
  return track(
    spawn(command, args, { env: { ...process.env, ...env }, cwd, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

/** Starts a Node module that talks to us in messages. */
export function startModule(url, args = [], env = {}) {
  return track(
    fork(url, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }),
  );
}

/** Runs a Node module to its end; resolves with the one message it sent. */
export async function runModule(url, args = [], env = {}, timeoutMs = 3_600_000) {
  const child = startModule(url, args, env);
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const messages = [];
  child.on('message', (message) => messages.push(message));
  const [code] = await once(child, 'exit');
  clearTimeout(timer);
  if (code !== 0 || messages.length === 0)
    throw new Error(`${url} ${args.join(' ')} ended with ${code}:\n${child.said}`);
  return messages.at(-1);
}

/** The next message of a module that passes the test. */
export function message(child, test) {
  return new Promise((resolve, reject) => {
    const onMessage = (content) => test(content) && settle(resolve, content);
    const onExit = (code) => settle(reject, new Error(`The process ended with ${code}:\n${child.said}`));
    const settle = (end, value) => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      end(value);
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}

/** Waits until a program has said something that contains `words`. */
export function said(child, words) {
  return new Promise((resolve, reject) => {
    if (child.said.includes(words)) return resolve();
    child.stdout.on('data', () => child.said.includes(words) && resolve());
    child.once('exit', (code) => reject(new Error(`The program ended with ${code}:\n${child.said}`)));
  });
}

export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = await Promise.race([ended.then(() => false), sleep(5_000, true, { ref: false })]);
  if (late) child.kill('SIGKILL');
  await ended;
}

export async function stopAll() {
  await Promise.all([...running].map(stop));
  for (const folder of folders) removeFolder(folder);
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

export async function untilListening(port, child) {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(20)) {
    if (child.exitCode !== null) throw new Error(`The program ended with ${child.exitCode}:\n${child.said}`);
    if (await listens(port)) return;
  }
  throw new Error(`Nothing listens on port ${port}:\n${child.said}`);
}

/** Resident memory of a process in MiB: now, and the most it ever had. Linux only; null elsewhere. */
export function memoryOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mebibytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024;
    return { now: mebibytes('VmRSS'), most: mebibytes('VmHWM') };
  } catch {
    return null;
  }
}

/** Ids of the processes that a process started. Linux only; empty elsewhere. */
export function childrenOf(pid) {
  try {
    const ids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return ids === '' ? [] : ids.split(' ').map(Number);
  } catch {
    return [];
  }
}

/** Processor time that a process has used, in ms, in steps of 10 ms. Linux only; null elsewhere. */
export function processorTimeOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return null;
  }
}

/** The same with all that its children have used, those that are gone included. */
export function processorTimeWithChildren(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) * 10;
    return childrenOf(pid).reduce((sum, child) => sum + processorTimeWithChildren(child), own);
  } catch {
    return null;
  }
}

/** Stops everything when the run is interrupted. */
export function stopOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void stopAll().then(() => process.exit(130)));
}

function track(child) {
  running.add(child);
  child.said = '';
  const listen = (chunk) => (child.said = (child.said + chunk).slice(-20_000));
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  child.once('exit', () => running.delete(child));
  return child;
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.destroy() && resolve(true));
    socket.on('error', () => resolve(false));
  });
}
