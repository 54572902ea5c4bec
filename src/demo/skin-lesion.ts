import Table from 'cli-table3';
import type { FullClassification } from '../skin-analysis/classification/classification.js';
import type { DermoscopyResultView } from '../skin-analysis/skin-analysis.dto.js';
import { PLAIN_TABLE, say, type Stage } from './stage.js';

const SAMPLE = { name: 'skin-lesion.jpg', type: 'image/jpeg' };

/** A drawn mole, measured and classified. */
export async function showSkinLesion(stage: Stage): Promise<void> {
  say('\nPOST /jobs/submit/dermoscopy with samples/skin-lesion.jpg, pixels_per_mm=60 (a drawn mole)');
  const dermoscopy = await stage.run<DermoscopyResultView>('/jobs/submit/dermoscopy', SAMPLE, {
    pixels_per_mm: '60',
  });
  printMeasures(dermoscopy.result);
  say(`\nOverlay     ${stage.url}${dermoscopy.result.overlay_url}`);
  say('\nPOST /jobs/submit/full-classify with the same, age=58');
  const classified = await stage.run<FullClassification>('/jobs/submit/full-classify', SAMPLE, { age: '58' });
  printClasses(classified.result);
}

function printMeasures({ lesion, abcd }: DermoscopyResultView): void {
  const table = new Table({ head: ['Measure', 'Value'], style: PLAIN_TABLE });
  table.push(
    ['diameter', `${lesion.diameter_mm} mm`],
    ['area', `${lesion.area_mm2} mm², ${Math.round(100 * lesion.area_fraction)} % of the picture`],
    ['compactness', String(lesion.compactness)],
    ['asymmetry, border, colours', `${abcd?.asymmetry} of 2, ${abcd?.border} of 8, ${abcd?.color} of 6`],
    ['colours', (abcd?.colors ?? []).map(({ name, fraction }) => `${name} ${fraction}`).join(', ')],
  );
  say(`\n${table.toString()}`);
}

function printClasses({ classes, binary, contributions, disclaimer }: FullClassification): void {
  for (const { label, probability } of classes) say(`  ${label.padEnd(10)} ${probability}`);
  say(`  ${binary.label} from ${binary.threshold} on; ${binary.operating_point.measured_on}`);
  const moved = Object.entries({ ...contributions.features, ...contributions.metadata });
  say(`  log-odds: ${moved.map(([name, share]) => `${name} ${share}`).join(', ')}`);
  say(`\n${disclaimer}`);
}
