import { buildExample } from '../../scripts/build-example.ts';

/** Builds the demo once, before all tests, as `npm run demo` does. */
export default function setup(): void {
  buildExample('consent');
}
