import type { Gateway } from '../../gateway/create-gateway.ts';
import type { EngineAnswer } from '../../gateway/execution/engine.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { Variables } from '../../schema/subgraph.ts';

/** A document's way through a gateway, without HTTP. */
export async function askPipeline(
  { pipeline }: Pick<Gateway, 'pipeline'>,
  query: string,
  { variables = {}, request }: { readonly variables?: Variables; readonly request: RequestContext },
): Promise<EngineAnswer> {
  const operation = pipeline.prepare({ text: query, id: null, hash: null }, null);
  return pipeline.run(pipeline.admit(operation, variables), request);
}
