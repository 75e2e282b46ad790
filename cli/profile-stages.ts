import type { Profiler } from 'node:inspector/promises';

/** What a stage took of a profile, in milliseconds and as a part of all that was not idle. */
export type StageShare = { readonly stage: string; readonly ms: number; readonly share: number };

/** By where code stands; the first that fits names the stage. What belongs to none is its caller's. */
const stages: readonly (readonly [RegExp, string])[] = [
  [/\/gateway\/http\/|\/node_modules\/(fastify|find-my-way|avvio|@fastify)\//, 'HTTP'],
  [/\/gateway\/(security)\/|\/schema\/(view|policy|signature)|\/node_modules\/jose\//, 'security'],
  [/\/gateway\/(planning|composition)\/|\/node_modules\/@apollo\//, 'planning'],
  [/\/gateway\/execution\/compiled\/(response-writer|write-|json-bytes|written-answer)/, 'writing the answer'],
  [/\/gateway\/execution\//, 'execution of plans'],
  [/\/gateway\/resilience\//, 'resilience'],
  [/\/gateway\/remote\/|\/node_modules\/undici\//, 'remote departments'],
  [/\/gateway\/audit\/|\/subgraphs\/access\//, 'access log'],
  [/\/gateway\/metrics\/|\/cli\/logger|\/node_modules\/(pino|prom-client)\//, 'log and metrics'],
  [/\/adapters\/run\/write-|\/adapters\/(values|codecs)\//, 'objects of rows'],
  [/\/adapters\/run\//, 'reading rows'],
  [/\/adapters\/dialects\/|\/node_modules\/(pg|pg-[a-z]+|postgres-[a-z]+|mysql2)\//, 'drivers'],
  [/\/adapters\//, 'compiling fetches'],
  [/\/subgraphs\//, 'the graph’s own systems'],
  [/\/(cli|demo|schema)\//, 'other'],
  [/\/node_modules\/graphql\//, 'planning'],
];

const rest = 'Node.js';
const garbage = 'collecting garbage';

/** Sums a profile by stage, the largest first. Time in which nothing was done is left out. */
export function stagesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): readonly StageShare[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const known = new Map<number, string | null>();
  const stageOf = (id: number): string | null => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const { functionName = '', url = '' } = byId.get(id)?.callFrame ?? {};
    const parent = parents.get(id);
    const found = ownStage(functionName, url) ?? (parent === undefined ? rest : stageOf(parent));
    const stage = functionName === '(idle)' ? null : found;
    known.set(id, stage);
    return stage;
  };
  const sums = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const stage = stageOf(id);
    if (stage !== null) sums.set(stage, (sums.get(stage) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  }
  const total = [...sums.values()].reduce((sum, ms) => sum + ms, 0);
  return [...sums].map(([stage, ms]) => ({ stage, ms, share: ms / total })).sort((one, other) => other.ms - one.ms);
}

function ownStage(functionName: string, url: string): string | null {
  if (functionName === '(garbage collector)') return garbage;
  return stages.find(([place]) => place.test(url))?.[1] ?? null;
}
