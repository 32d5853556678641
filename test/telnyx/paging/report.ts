/** Prints how pages fare on lists that change: `node test/telnyx/paging/report.ts [walks]`. */
import { line, run, scenarios, summarize } from './scenarios.ts';

const walks = Number(process.argv[2] ?? 1_000);
for (const scenario of scenarios) console.log(line(scenario.name, summarize(await run(scenario, walks))));
