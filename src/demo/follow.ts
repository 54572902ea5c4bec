export interface JobStatus<Result> {
  job_id: string;
  status: string;
  error?: string;
  result?: Result;
}

const WIDTH = 30;

/** Follows a job's event stream to its end, drawing its progress, and fetches the result. */
export async function follow<Result>(url: string, id: string): Promise<JobStatus<Result>> {
  const stream = await fetch(`${url}/jobs/events/${id}`);
  let text = '';
  for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop()!;
    for (const event of events) draw(event);
  }
  process.stdout.write('\n');
  const answer = await fetch(`${url}/jobs/result/${id}?wait=true`);
  return (await answer.json()) as JobStatus<Result>;
}

function draw(event: string): void {
  const data = /^data: (.*)$/m.exec(event)?.[1];
  if (!data) return;
  const { status, progress } = JSON.parse(data) as {
    status: string;
    progress?: { percent: number; status: string };
  };
  const percent = status === 'SUCCESS' ? 100 : (progress?.percent ?? 0);
  const filled = Math.round((percent / 100) * WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
  const line = `${bar} ${String(percent).padStart(3)} %  ${status.padEnd(8)} ${progress?.status ?? ''}`;
  if (process.stdout.isTTY) process.stdout.write(`\r${line.padEnd(90)}`);
  else process.stdout.write(`${line}\n`);
}
