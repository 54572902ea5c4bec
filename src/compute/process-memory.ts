import { readFileSync } from 'node:fs';

/** Whether this system lets one process read the memory of another. */
export const CAN_READ_OTHER_PROCESSES = process.platform === 'linux';

/** Resident bytes of a process, from `/proc/<pid>/status` (see proc_pid_status(5)); null where unknown or gone. */
export function residentBytesOf(pid: number): number | null {
  if (!CAN_READ_OTHER_PROCESSES) return null;
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    return null;
  }
}
