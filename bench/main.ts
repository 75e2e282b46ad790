import { parseArgs } from 'node:util';
import { measureDemo, type DemoSceneOptions } from './demo-scene.ts';
import { figureRows } from './figure-table.ts';
import { measureAll } from './results/measure-all.ts';
import { writeResults } from './results/write-results.ts';
import { measureMemory } from './silos/memory.ts';
import { measureOpenLoop } from './silos/open-loop.ts';
import { measureSilos } from './silos/silo-scene.ts';
import type { Measurement } from './summarise.ts';

/**
 * `npm run bench`: three silos beside what people would join them with otherwise; `-- --quick`: Q1 to Q4 beside the two
 * that matter most, within four minutes. `-- --targets compiled,hand-sql` and `-- --queries Q1,Q2` name some of them.
 * `-- --open-loop`: times under questions that arrive evenly; `-- --memory`: what is held after 100,000 questions.
 * `-- --demo`: the demo's departments, trust in force, beside hand-written SQL, and what each department costs;
 * `-- --audit`: beside the same without the access log; `-- --trust`: without tokens and policy as well;
 * `-- --engines`: its two engines side by side, over the departments and by themselves.
 * `-- --write`: all that is promised, into bench/RESULTS.md and the table of README.md.
 * `-- --json`: a line of JSON for each figure, in place of a table for people.
 */
const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    targets: { type: 'string' },
    queries: { type: 'string' },
    'open-loop': { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
    demo: { type: 'boolean', default: false },
    audit: { type: 'boolean', default: false },
    trust: { type: 'boolean', default: false },
    engines: { type: 'boolean', default: false },
  },
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const isQuick = flags.quick;
const named = (list: string | undefined): readonly string[] | null => list?.split(',') ?? null;

const beside = ((): DemoSceneOptions['beside'] | null => {
  if (flags.audit) return 'unaudited';
  if (flags.trust) return 'unguarded';
  if (flags.engines) return 'engines';
  return flags.demo ? 'hand-sql' : null;
})();

for await (const figures of scenes()) {
  if (flags.json) for (const each of figures) console.log(JSON.stringify(each));
  else console.table(figures.every(isMeasurement) ? figureRows(figures) : figures);
}

async function* scenes(): AsyncGenerator<readonly object[]> {
  if (flags.write) await writeResults(yield* measureAll({ isQuick, targets: named(flags.targets), say }));
  else if (beside !== null) yield* measureDemo({ isQuick, beside, say });
  else if (flags['open-loop']) yield await measureOpenLoop(isQuick, say);
  else if (flags.memory) yield await measureMemory(isQuick, say);
  else yield await measureSilos({ isQuick, targets: named(flags.targets), queries: named(flags.queries), say });
}

function isMeasurement(figure: object): figure is Measurement {
  return 'ranges' in figure;
}
