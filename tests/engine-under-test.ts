import { engineName } from '../cli/engine-name.ts';

/** The engine that gateways of tests run on: ONESTOP_ENGINE, as of the commands. */
export const engineUnderTest = engineName(undefined, process.env);
