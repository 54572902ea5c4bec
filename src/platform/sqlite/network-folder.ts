import { statfsSync } from 'node:fs';

/** Types of network file systems as Linux numbers them: statfs(2), linux/magic.h; those of SMB, GPFS and Lustre from their own sources. */
const NETWORK_FILE_SYSTEMS = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x47504653, 'GPFS'],
  [0x0bd00bd0, 'Lustre'],
]);

/**
 * The kind of network file system that a folder lies on, where SQLite's locks cannot be relied on; null for a local disk, for what
 * does not say (FUSE), and on other systems than Linux.
 */
export function networkFileSystemOf(folder: string): string | null {
  if (process.platform !== 'linux') return null;
  return NETWORK_FILE_SYSTEMS.get(statfsSync(folder).type >>> 0) ?? null;
}
