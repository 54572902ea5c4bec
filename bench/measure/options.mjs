import { parseArgs } from 'node:util';

const HELP = (name) => `Usage: npm run bench:${name} -- [--quick] [--rounds N] [--only part,part]`;

/** Options of a benchmark's command line. */
export function readOptions(name, parts) {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        only: { type: 'string', default: parts.join(',') },
      },
    });
    const only = values.only.split(',');
    const unknown = only.filter((part) => !parts.includes(part));
    if (unknown.length > 0) throw new Error(`Unknown part ${unknown.join(', ')}. Known: ${parts.join(', ')}`);
    return { quick: values.quick, rounds: Number(values.rounds ?? (values.quick ? 1 : 5)), only };
  } catch (error) {
    console.error(`${error.message}\n${HELP(name)}`);
    process.exit(2);
  }
}
