import { pino } from 'pino';
import { createRandom } from '../../demo/population/random.ts';
import { createGateway } from '../../gateway/create-gateway.ts';
import { OperationRefused } from '../../gateway/planning/operation-refused.ts';
import { requestOf } from '../adapters/fixtures/ask.ts';
import { askPipeline } from '../gateway/ask-pipeline.ts';
import { createWorld } from './one-world.ts';
import { randomOperation, type RandomOperation } from './random-operation.ts';
import type { PartSdl } from './read-part.ts';

export type WorldTally = {
  readonly asked: number;
  /** Each with what was answered, and what is right; no more than three. */
  readonly wrong: readonly string[];
};

const limits = { depth: 60, aliases: 1_000, fields: 10_000, directives: 1_000, cost: 1e9 };

/** Asks a gateway over subgraphs of one world random questions, and the world itself. */
export async function askWorld(
  parts: readonly PartSdl[],
  about: { readonly seed: string; readonly count: number },
): Promise<WorldTally> {
  const world = createWorld(parts);
  const logger = pino({ level: 'silent' });
  const account = async (): Promise<void> => {};
  const gateway = await createGateway({ subgraphs: world.subgraphs, engine: 'compiled', limits, account, logger });
  const schema = gateway.supergraph.apiSchema;
  const answer = async ({ text, variables }: RandomOperation): Promise<string | null> => {
    try {
      const { json, errors } = await askPipeline(gateway, text, { variables, request: requestOf() });
      return JSON.stringify([JSON.parse(String(json)), errors.length > 0]);
    } catch (error) {
      if (error instanceof OperationRefused) return null; // response keys that conflict
      throw error;
    }
  };
  const wrong: string[] = [];
  let asked = 0;
  for (let attempt = 0; asked < about.count && attempt < about.count * 20 && wrong.length < 3; attempt += 1) {
    const random = createRandom(about.seed, attempt);
    const kind = schema.getMutationType() && random.chance(0.4) ? 'mutation' : 'query';
    const operation = randomOperation({ schema, random, kind, depth: random.between(2, 5) });
    const given = await answer(operation);
    if (given === null) continue;
    asked += 1;
    const { data = null, errors = [] } = world.answer(schema, operation.text, operation.variables);
    const right = JSON.stringify([data, errors.length > 0]);
    if (given !== right) wrong.push([`${about.seed} ${attempt}`, operation.text, given, right].join('\n'));
  }
  await gateway.close();
  return { asked, wrong };
}
