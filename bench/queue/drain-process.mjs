import { SUBJECTS } from './subjects.mjs';

/** One of two processes that drain a queue together; says which jobs it ran and from when to when (ms since the epoch). */
const { subject, place, name, concurrency } = JSON.parse(process.argv[2]);

const now = () => performance.timeOrigin + performance.now();
const opened = SUBJECTS[subject](place);
const queue = opened.queue(name);
await queue.counts();

const ran = [];
let settled = 0;
let first = 0;
let last = 0;
process.on('message', (order) => (order === 'go' ? work() : report()));
process.send({ ready: true });

function work() {
  const handle = ({ id }) => {
    first ||= now();
    ran.push(id);
  };
  const done = () => {
    settled++;
    last = now();
    if (settled % 50 === 0) process.send({ settled });
  };
  queue.work(concurrency, handle, done);
  setInterval(() => process.send({ settled }), 50).unref();
}

async function report() {
  const left = await queue.counts();
  process.send({ ran, first, last, left }, () => process.exit(0));
}
