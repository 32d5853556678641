import { buildExample, buildPackage } from '../../scripts/build-example.ts';
import { EXAMPLES } from './names.ts';

/** Builds the package and each example once, before all tests, as a reader of their READMEs does. */
export default function setup(): void {
  buildPackage();
  for (const name of EXAMPLES) buildExample(name);
}
