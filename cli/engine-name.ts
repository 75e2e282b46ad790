import { defaultEngine, engineNames, type EngineName } from '../gateway/engine-names.ts';
import { OnestopError } from '../schema/errors.ts';
import type { Environment } from './config-reader.ts';

/** The engine that `--engine` names, or ONESTOP_ENGINE. Throws `USAGE`. */
export function engineName(given: string | undefined, environment: Environment): EngineName {
  const name = given ?? environment['ONESTOP_ENGINE'] ?? defaultEngine;
  const known = engineNames.find((each) => each === name);
  if (known !== undefined) return known;
  throw new OnestopError('USAGE', { reason: `--engine wants ${engineNames.join(' or ')}, not “${name}”` });
}
