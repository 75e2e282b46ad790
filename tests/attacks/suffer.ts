import { createRandom } from '../../demo/population/random.ts';
import { createHttpSubgraph } from '../../gateway/remote/http-subgraph.ts';
import { isErrorCode } from '../../schema/errors.ts';
import { hero, identity, openCity, registry, type Answer, type City, type Json } from '../gateway/city.ts';
import { kinds, maliceOf } from './malice.ts';
import { forbidden, openMaliciousSubgraph, recordsSdl, secret, type Malice } from './malicious-subgraph.ts';

/** A citizen who asks three departments, one of which means no good. */
export type Sufferer = {
  readonly city: City;
  ask(malice?: Malice): Promise<Answer>;
  /** Fetches that came to the department without a good signature. */
  readonly unsigned: () => number;
  close(): Promise<void>;
};

const query = `query ($id: ID!) {
  citizen(id: $id) { id fullName wages file { id title citizenId } family { id } }
  records { totalCount nodes { id citizenId title holder { id } } }
  notices { __typename id text ... on Letter { raw } }
  adminUnits { id name motto }
}`;
const citizen = { authorization: 'Bearer citizen', 'x-purpose': 'service-delivery' };

/** @param sign false: a subgraph of somebody else's, that is not told who asks */
export async function openSufferer({ sign = true } = {}): Promise<Sufferer> {
  const department = await openMaliciousSubgraph();
  const remote = createHttpSubgraph({
    ...{ name: 'records', url: department.url, sdl: recordsSdl, maxResponseBytes: 16 * 1024 * 1024 },
    ...(sign && { secret }),
  });
  const city = await openCity({
    subgraphs: [identity(), registry(), remote],
    guard: { timeoutMs: 400, openAfter: 1_000_000 },
  });
  return {
    city,
    ask: (malice = { kind: 'answer', change: (answer) => answer }) => {
      department.malice = malice;
      return city.ask(query, { variables: { id: hero }, headers: citizen });
    },
    unsigned: () => department.unsigned,
    close: async () => {
      await city.close();
      await department.close();
    },
  };
}

/** Asks so often, of a department that answers wrongly in another way each time; tells what went wrong. */
export async function suffer(sufferer: Sufferer, count: number, seed: string): Promise<readonly string[]> {
  const random = createRandom(seed);
  const wrong: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const kind = kinds[index % kinds.length] ?? '';
    const from = performance.now();
    const answer = await sufferer.ask(maliceOf(kind, random));
    const fault = faultOf(answer, performance.now() - from) ?? logFault(sufferer.city.logs);
    sufferer.city.logs.length = 0;
    if (fault !== null) wrong.push(`${index}, ${kind}: ${fault}`);
  }
  return wrong;
}

function faultOf({ status, body, text }: Answer, ms: number): string | null {
  if (status !== 200) return `${status} ${text.slice(0, 300)}`;
  if (forbidden.test(text)) return `it tells of somebody else: ${text.slice(0, 600)}`;
  if (ms > 10_000) return `it took ${ms.toFixed(0)} ms`;
  // What the others said.
  const { citizen: who, adminUnits } = body.data ?? {};
  if (who?.id !== hero || who.fullName !== '李明') return `the registry’s is lost: ${text.slice(0, 300)}`;
  if (JSON.stringify(adminUnits?.map((each: Json) => each?.name ?? null)) !== '["朝阳区",null,"丰台区"]') return `the districts are lost: ${text.slice(0, 300)}`; // prettier-ignore
  const odd = (body.errors ?? []).find(({ extensions }: Json) => !isErrorCode(extensions.code) || extensions.department !== 'records'); // prettier-ignore
  return odd === undefined ? null : `an error without a code, or of another: ${JSON.stringify(odd).slice(0, 300)}`;
}

function logFault(logs: readonly string[]): string | null {
  const telling = logs.find((line) => forbidden.test(line));
  return telling === undefined ? null : `a log tells of somebody else: ${telling.slice(0, 300)}`;
}
