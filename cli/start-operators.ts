import { createOperatorServer, type OperatorServerOptions } from '../gateway/http/operator-server.ts';
import type { Gateway } from '../gateway/create-gateway.ts';
import type { Config } from './config.ts';
import { listen } from './listen.ts';

export type RunningOperators = {
  readonly url: string;
  /** From now on `/readyz` says that the gateway stops. */
  readonly announceStop: () => void;
  readonly close: () => Promise<void>;
};

/** The operators' port of a gateway; null where the configuration names none. */
export async function startOperators(
  { operators, allowedHosts }: Pick<Config, 'operators' | 'allowedHosts'>,
  gateway: Pick<Gateway, 'departments' | 'supergraph'>,
  watch: Pick<OperatorServerOptions, 'metrics' | 'logger'>,
): Promise<RunningOperators | null> {
  if (operators === null) return null;
  let isStopping = false;
  const app = createOperatorServer({
    ...{ departments: gateway.departments, allowedHosts, isStopping: () => isStopping },
    supergraphSdl: () => gateway.supergraph.sdl,
    ...watch,
  });
  const url = await listen(app, operators);
  return { url, announceStop: () => void (isStopping = true), close: () => app.close() };
}
