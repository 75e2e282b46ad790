import type { FetchAnswer, FetchError } from '../../schema/subgraph.ts';

/** The answer of a fetch of which there is nothing. */
export const failedAnswer = (error: FetchError): FetchAnswer => ({
  data: null,
  errors: [error],
  subjects: [],
  findings: [],
  servedFrom: 'source',
  age: 0,
});
