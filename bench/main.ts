import { parseArgs } from 'node:util';
import { measureDemo, type DemoSceneOptions } from './demo-scene.ts';
import { measureSilos } from './silos/silo-scene.ts';

/**
 * `npm run bench`: three silos beside what people would join them with otherwise; `-- --quick`: beside the two that
 * matter most, within four minutes. `-- --targets compiled,hand-sql` and `-- --queries Q1,Q2` name some of them.
 * `-- --demo`: the demo's departments, trust in force, beside hand-written SQL, and what each department costs;
 * `-- --audit`: beside the same without the access log; `-- --trust`: without tokens and policy as well;
 * `-- --engines`: its two engines side by side, over the departments and by themselves.
 * `-- --json`: a line of JSON for each figure, in place of a table for people.
 */
const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    targets: { type: 'string' },
    queries: { type: 'string' },
    demo: { type: 'boolean', default: false },
    audit: { type: 'boolean', default: false },
    trust: { type: 'boolean', default: false },
    engines: { type: 'boolean', default: false },
  },
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const beside = ((): DemoSceneOptions['beside'] | null => {
  if (flags.audit) return 'unaudited';
  if (flags.trust) return 'unguarded';
  if (flags.engines) return 'engines';
  return flags.demo ? 'hand-sql' : null;
})();

const named = (list: string | undefined): readonly string[] | null => list?.split(',') ?? null;
const isQuick = flags.quick;
const scene =
  beside === null
    ? measureSilos({ isQuick, targets: named(flags.targets), queries: named(flags.queries), say })
    : measureDemo({ isQuick, beside, say });

for await (const figures of scene) {
  if (flags.json) for (const each of figures) console.log(JSON.stringify(each));
  else console.table(figures);
}
